"""`consultkit keys rotate`, `status` and `retire`: the keys that a deployment seals with."""

from __future__ import annotations

import json
import secrets
from base64 import b64encode
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from consultkit import ConsultKit, Settings
from consultkit.records import Role
from consultkit.storage import Archive, KeyFile, in_use, tables

from .conftest import Consultkit


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    return tmp_path / "consultkit.keys"


@pytest.fixture
def kit(deployed: dict[str, str], file: Path) -> Iterator[ConsultKit]:
    """A server of the deployment: it runs all the while, and has sealed something of each kind."""
    del deployed
    kit = ConsultKit([file], settings=Settings.from_environment())
    kit.accounts.add_official("ada@example.org", kit.consultations[0].id, Role.MANAGER, language="en")
    yield kit
    kit.close()


def names_in(key_file: Path) -> list[str]:
    return sorted(json.loads(key_file.read_text())["keys"])


def under(archive: Archive) -> set[str]:
    with archive.reading() as tx:
        return set(in_use(tx))


def test_a_server_that_runs_goes_over_to_the_new_key(
    kit: ConsultKit, key_file: Path, consultkit: Consultkit
) -> None:
    before = names_in(key_file)
    rotated = consultkit("keys", "rotate")
    assert rotated.exit_code == 0, rotated.output
    (new,) = set(names_in(key_file)) - set(before)
    assert under(kit.archive) == {new}
    assert kit.archive.keys.primary == new


def test_look_ups_find_what_was_there_before(
    kit: ConsultKit, consultkit: Consultkit, deployed: dict[str, str], file: Path
) -> None:
    secret = kit.secret("anything")
    consultkit("keys", "rotate")
    other = ConsultKit([file], settings=Settings.from_environment(deployed))
    assert other.secret("anything") == kit.secret("anything") == secret
    other.close()


def test_a_key_is_retired_only_when_nothing_needs_it(
    kit: ConsultKit, key_file: Path, consultkit: Consultkit
) -> None:
    (old,) = names_in(key_file)
    assert "rotate" in consultkit("keys", "retire", old).output
    consultkit("keys", "rotate")
    assert "Backups" in consultkit("keys", "retire", old).output
    assert "may be retired from" in consultkit("keys", "status").output
    age(key_file, timedelta(days=31))
    retired = consultkit("keys", "retire", old)
    assert retired.exit_code == 0, retired.output
    assert old not in names_in(key_file)
    assert consultkit("keys", "status").exit_code == 0


def age(key_file: Path, by: timedelta) -> None:
    """As if the keys had been there for longer."""
    content = json.loads(key_file.read_text())
    content["since"] = {name: (datetime.now(UTC) - by).isoformat() for name in content["since"]}
    key_file.write_text(json.dumps(content))


def test_a_key_that_rows_need_and_that_is_gone_is_named(
    kit: ConsultKit, key_file: Path, consultkit: Consultkit
) -> None:
    del kit
    (old,) = names_in(key_file)
    KeyFile(key_file).change(lambda keys: keys.with_new_primary(datetime.now(UTC)).without(old))
    said = consultkit("keys", "status")
    assert said.exit_code == 1
    assert "MISSING" in said.output
    refused = consultkit("keys", "rotate")
    assert refused.exit_code == 1
    assert "Restore the key file from its backup" in refused.output


def test_what_does_not_open_is_counted_and_left(
    kit: ConsultKit, key_file: Path, consultkit: Consultkit
) -> None:
    with kit.archive.writing() as tx:
        sealed = tx.connection.execute(sa.select(tables.accounts.c.email_sealed)).scalar_one()
        tx.connection.execute(sa.update(tables.accounts).values(email_sealed=sealed + b"x"))
    refused = consultkit("keys", "rotate")
    assert refused.exit_code == 1
    assert "1 rows do not open" in refused.output
    assert len(names_in(key_file)) == 2


def test_keys_of_the_environment_are_used_and_never_changed(
    kit: ConsultKit,
    key_file: Path,
    consultkit: Consultkit,
    monkeypatch: pytest.MonkeyPatch,
    deployed: dict[str, str],
) -> None:
    del kit
    content = json.loads(key_file.read_text())
    content["keys"]["k0002"] = "A" * 43 + "="
    content["primary"] = "k0002"
    monkeypatch.delenv("CONSULTKIT_KEY_FILE")
    monkeypatch.setenv("CONSULTKIT_KEYS", json.dumps(content))
    assert consultkit("keys", "rotate").exit_code == 0
    assert "k0002" in consultkit("keys", "status").output
    assert "CONSULTKIT_KEYS" in consultkit("keys", "retire", "k0002").output
    monkeypatch.setenv("CONSULTKIT_KEYS", "{}")
    assert "CONSULTKIT_KEYS is not a key file" in consultkit("keys", "status").output
    monkeypatch.setenv("CONSULTKIT_KEY_FILE", deployed["CONSULTKIT_KEY_FILE"])
    assert "both set" in consultkit("keys", "status").output


def test_keys_that_a_command_gives_are_used_and_never_changed(
    kit: ConsultKit, key_file: Path, consultkit: Consultkit, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = kit.archive.keys.primary
    vault = key_file.with_name("vault.json")
    content = json.loads(key_file.read_text())
    content["keys"]["k0002"] = some_key()
    content["primary"] = "k0002"
    vault.write_text(json.dumps(content))
    monkeypatch.setenv("CONSULTKIT_KEYS_FROM", "command")
    assert "both set" in consultkit("keys", "status").output
    monkeypatch.delenv("CONSULTKIT_KEY_FILE")
    assert "CONSULTKIT_KEY_COMMAND names none" in consultkit("keys", "status").output
    monkeypatch.setenv("CONSULTKIT_KEY_COMMAND", f"cat {vault}")
    rotated = consultkit("keys", "rotate")
    assert rotated.exit_code == 0, rotated.output
    status = consultkit("keys", "status").output
    assert f"{before:<14} {0:>10} rows" in status
    assert "k0002" in status
    assert "MISSING" not in status
    assert "CONSULTKIT_KEYS_FROM" in consultkit("keys", "retire", before).output
    assert json.loads(vault.read_text()) == content


def some_key() -> str:
    return b64encode(secrets.token_bytes(32)).decode()


def test_a_file_that_is_damaged_meanwhile_stops_no_server(kit: ConsultKit, key_file: Path) -> None:
    primary = kit.archive.keys.primary
    key_file.write_text("{")
    assert kit.archive.keys.primary == primary
    key_file.unlink()
    assert kit.archive.keys.primary == primary
    assert not key_file.exists()
