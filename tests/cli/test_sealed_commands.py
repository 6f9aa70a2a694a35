"""`consultkit keys` and `consultkit unseal`: making a key, and reading with it what the server cannot."""

from __future__ import annotations

import csv
import json
import stat
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import officials_keys
import pytest
from click.testing import CliRunner

from consultkit import ConsultKit
from consultkit.age import key_in, seal, unseal
from consultkit.cli import main
from consultkit.operations import digest_of_checked
from consultkit.records import Identity, Json

from .conftest import CONSULTATIONS, Consultkit

CANARY = "canary-of-a-witness"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    text = (CONSULTATIONS / "sealed.yaml").read_text()
    path = tmp_path / "open.yaml"
    path.write_text(text.replace("2018-10-31 08:00", "2020-01-01").replace("2018-11-30", "2099-11-30"))
    return path


@pytest.fixture
def kit(deployed: dict[str, str], file: Path) -> Iterator[ConsultKit]:
    kit = ConsultKit([file])
    yield kit
    kit.close()


@pytest.fixture
def key(tmp_path: Path) -> Path:
    path = tmp_path / "officials.key"
    path.write_text(officials_keys.ONE.secret)
    return path


def send(kit: ConsultKit, **answers: Json) -> str:
    me = kit.identities.respondent_of(Identity("https://id.example", uuid4().hex), "account")
    draft = kit.intake.save(kit.intake.begin("whispers", me), {"witness": CANARY, **answers})
    form = kit.forms.by_digest(draft.form_digest)
    checked = digest_of_checked(form, draft, form.journey(draft.answers).answers)
    return kit.intake.submit(draft.id, me, submit_key=draft.submit_key, answers_sha256=checked).reference


def test_a_new_key_is_its_holders_alone_and_opens_what_is_sealed_to_it(
    consultkit: Consultkit, tmp_path: Path
) -> None:
    path = tmp_path / "new.key"
    made = consultkit("keys", "new", "--output", path)
    assert made.exit_code == 0, made.output
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    recipient = made.output.splitlines()[-1]
    assert unseal(seal(b"said", [recipient]), key_in(path.read_text())) == b"said"
    assert "AGE-SECRET-KEY" not in made.output


def test_a_key_is_never_overwritten(consultkit: Consultkit, key: Path, tmp_path: Path) -> None:
    made = consultkit("keys", "new", "--output", key)
    assert (made.exit_code, "never overwritten" in made.output) == (1, True)
    assert key.read_text() == officials_keys.ONE.secret
    assert consultkit("keys", "new", "--output", tmp_path / "no" / "folder").exit_code == 1


def test_the_sealed_answers_come_as_lines_of_json(
    consultkit: Consultkit, kit: ConsultKit, file: Path, key: Path, tmp_path: Path
) -> None:
    first = send(kit, firm="Moulin", fears=True)
    send(kit, firm="Phare")
    output = tmp_path / "answers.jsonl"
    done = consultkit("unseal", file, "--key", key, "--output", output)
    assert done.exit_code == 0, done.output
    lines = [json.loads(line) for line in output.read_text().splitlines()]
    [moulin] = [line for line in lines if line["reference"] == first]
    assert moulin["answers"] == {"firm": "Moulin", "witness": CANARY, "fears": True}
    assert len(lines) == 2
    assert stat.S_IMODE(output.stat().st_mode) == 0o600
    assert CANARY not in done.output


def test_one_of_them_comes_as_a_table_and_is_written_down(
    consultkit: Consultkit, kit: ConsultKit, file: Path, key: Path, tmp_path: Path
) -> None:
    one, _other = send(kit, firm="Moulin", fears=False), send(kit, firm="Phare")
    output = tmp_path / "answers.csv"
    words = ("unseal", file, "--key", key, "--output", output, "--reference", one)
    assert consultkit(*words).exit_code == 0
    [row] = csv.DictReader(output.read_text("utf-8-sig").splitlines(), delimiter=";")
    assert (row["reference"], row["witness"], row["fears"]) == (one, CANARY, "No")
    with kit.archive.reading() as tx:
        rows = tx.connection.exec_driver_sql('SELECT room, kind, "by" FROM chronicle').all()
    assert [tuple(row) for row in rows] == [("opening", "unsealed", None)]


def test_the_key_may_come_by_the_standard_input(
    deployed: dict[str, str], kit: ConsultKit, file: Path, tmp_path: Path
) -> None:
    send(kit, firm="Moulin")
    words = ["unseal", str(file), "--key", "-", "--output", str(tmp_path / "a.jsonl")]
    done = CliRunner().invoke(main, words, input=officials_keys.OTHER.secret)
    assert done.exit_code == 0, done.output
    assert CANARY in (tmp_path / "a.jsonl").read_text()


def test_what_a_key_does_not_open_is_named(
    consultkit: Consultkit, kit: ConsultKit, file: Path, tmp_path: Path
) -> None:
    reference = send(kit, firm="Moulin")
    stranger, output = tmp_path / "stranger.key", tmp_path / "a.jsonl"
    stranger.write_text(officials_keys.STRANGER.secret)
    done = consultkit("unseal", file, "--key", stranger, "--output", output)
    assert done.exit_code == 1
    assert f"{reference}: This key does not open these answers." in done.output
    assert output.read_text() == ""


@pytest.mark.parametrize(
    ("content", "output", "said"),
    [
        ("my password", "a.jsonl", "This is not a key."),
        (officials_keys.ONE.secret, "a.xlsx", ".jsonl"),
        (officials_keys.ONE.secret, "officials.key", ".jsonl"),
        (officials_keys.ONE.secret, "taken.csv", "exists already"),
    ],
)
def test_what_cannot_be_done_is_said(
    consultkit: Consultkit, kit: ConsultKit, file: Path, tmp_path: Path, content: str, output: str, said: str
) -> None:
    (tmp_path / "key").write_text(content)
    (tmp_path / "taken.csv").write_text("mine")
    done = consultkit("unseal", file, "--key", tmp_path / "key", "--output", tmp_path / output)
    assert done.exit_code != 0
    assert said in done.output
    assert "AGE-SECRET-KEY" not in done.output
    assert (tmp_path / "taken.csv").read_text() == "mine"


def test_a_reference_that_is_not_there_is_said(
    consultkit: Consultkit, kit: ConsultKit, file: Path, key: Path, tmp_path: Path
) -> None:
    words = ("unseal", file, "--key", key, "--output", tmp_path / "a.csv", "--reference", "x")
    done = consultkit(*words)
    assert done.exit_code == 1
    assert "There is no such contribution." in done.output
