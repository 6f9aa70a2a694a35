"""The commands of a running deployment: officials, the window, and what they refuse."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from consultkit import ConsultKit
from consultkit.records import FactorKind, SignedIn
from consultkit.storage import accounts, second_factors

from .conftest import CONSULTATIONS, Consultkit

pytestmark = pytest.mark.usefixtures("deployed")

DECIDED = ("--by", "camille.bernard@mairie.example", "--reason", "Panne du service")


@pytest.fixture
def kit(deployed: dict[str, str], file: Path) -> Iterator[ConsultKit]:
    """What the processes of the deployment see, beside the commands."""
    kit = ConsultKit([file])
    yield kit
    kit.close()


def state(kit: ConsultKit) -> str:
    return kit.windows.window("smallest").state(kit.now())


def test_an_official_gets_an_office_and_a_letter_is_waiting(consultkit: Consultkit, kit: ConsultKit) -> None:
    added = consultkit("officials", "add", "Camille.Bernard@mairie.example", "--role", "manager")
    assert added.exit_code == 0, added.output
    assert "manager of smallest" in added.output
    with kit.archive.reading() as tx:
        assert tx.connection.execute(sa.text("SELECT role FROM offices")).scalars().all() == ["manager"]
        assert tx.connection.execute(sa.text("SELECT kind FROM outbox")).scalars().all() == ["letter"]


def test_of_several_consultations_one_has_to_be_named(consultkit: Consultkit, file: Path) -> None:
    other = CONSULTATIONS / "question_types.yaml"
    added = consultkit("officials", "add", "c@mairie.example", file, other)
    assert added.exit_code == 2
    assert "--consultation" in added.output
    assert "smallest" in added.output
    unknown = consultkit("officials", "add", "c@mairie.example", file, "--consultation", "nothing")
    assert unknown.exit_code == 1
    assert isinstance(unknown.exception, SystemExit)


def test_who_lost_every_second_factor_begins_anew(consultkit: Consultkit, kit: ConsultKit) -> None:
    consultkit("officials", "add", "camille@mairie.example")
    with kit.archive.writing() as tx:
        kept = accounts.find_by_address(tx, "camille@mairie.example")
        assert kept is not None
        second_factors.insert(
            tx, kept.account.id, FactorKind.AUTHENTICATOR, "Lost", b"secret", 0, at=kit.now()
        )
        second_factors.replace_codes(tx, kept.account.id, ["lost"])
    visit = kit.sessions.begin({}, SignedIn(kept.account.respondent, "account", kept.account)).id
    reset = consultkit("officials", "reset-second-factor", "Camille@mairie.example")
    assert reset.exit_code == 0, reset.output
    has = kit.second_factors.of(kept.account)
    assert (has.factors, has.codes_left, kit.sessions.load(visit)) == ((), 0, None)
    with kit.archive.reading() as tx:
        letters = tx.connection.execute(sa.text("SELECT payload FROM outbox")).scalars().all()
    assert sum("second_factor_changed" in str(letter) for letter in letters) == 1
    unknown = consultkit("officials", "reset-second-factor", "nobody@mairie.example")
    assert (unknown.exit_code, "no account" in unknown.output) == (1, True)
    assert consultkit("officials", "reset-second-factor", "nobody").exit_code == 1


def test_a_window_is_suspended_resumed_extended_and_closed(consultkit: Consultkit, kit: ConsultKit) -> None:
    assert state(kit) == "open"
    for decision, after in (("suspend", "suspended"), ("resume", "open")):
        decided = consultkit("window", decision, "smallest", *DECIDED)
        assert decided.exit_code == 0, decided.output
        assert state(kit) == after
    extended = consultkit("window", "extend", "smallest", "--until", "2099-12-07", *DECIDED)
    assert "closes at 2099-12-08 00:00 (Europe/Paris)" in extended.output
    assert kit.windows.window("smallest").closes_at.isoformat() == "2099-12-07T23:00:00+00:00"
    assert consultkit("window", "close", "smallest", *DECIDED).exit_code == 0
    assert state(kit) == "closed"


def test_a_window_is_opened_ahead_of_its_file(consultkit: Consultkit, kit: ConsultKit, file: Path) -> None:
    file.write_text(file.read_text().replace("2020-01-01", "2098-01-01"))
    opened = consultkit("window", "open", "smallest", *DECIDED)
    assert opened.output == "smallest is open.\n"
    again = consultkit("window", "open", "smallest", *DECIDED)
    assert again.exit_code == 1
    assert "The window cannot be opened: it is open." in again.output


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("resume", "smallest", *DECIDED), "The window cannot be resumed: it is open."),
        (("suspend", "nothing", *DECIDED), "nothing"),
        (("suspend", "smallest", "--by", "c@mairie.example", "--reason", " "), "needs a reason"),
        (("suspend", "smallest", "--by", "c@mairie.example"), "--reason"),
        (("extend", "smallest", "--until", "2099-11-29", *DECIDED), "does not put off the closing"),
        (("extend", "smallest", "--until", "soon", *DECIDED), "`soon` is not a date and time."),
        (("extend", "smallest", "--until", "2100-02-29", *DECIDED), "is not a date and time."),
    ],
)
def test_what_cannot_be_decided_is_refused_with_its_reason(
    consultkit: Consultkit, kit: ConsultKit, words: tuple[str, ...], said: str
) -> None:
    refused = consultkit("window", *words)
    assert refused.exit_code != 0
    assert said in refused.output
    assert isinstance(refused.exception, SystemExit)
    assert state(kit) == "open"


def test_a_time_that_the_clocks_skip_is_no_closing(consultkit: Consultkit) -> None:
    refused = consultkit("window", "extend", "smallest", "--until", "2100-03-28 02:30", *DECIDED)
    assert refused.exit_code == 1
    assert "does not exist in Europe/Paris" in refused.output


def test_the_database_is_brought_up_to_date_as_often_as_one_likes(consultkit: Consultkit) -> None:
    for _ in range(2):
        assert consultkit("migrate").output == "The database is up to date.\n"


@pytest.mark.parametrize("command", ["serve", "worker"])
def test_a_deployment_in_production_does_not_rehearse(
    consultkit: Consultkit, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setenv("CONSULTKIT_PRODUCTION", "1")
    monkeypatch.setenv("CONSULTKIT_PUBLIC_URL", "https://consultation.example")
    refused = consultkit(command, "--rehearse-at", "2018-11-15T10:00")
    assert refused.exit_code == 1
    assert "in production cannot rehearse" in refused.output
    assert "Remove --rehearse-at" in refused.output


@pytest.mark.parametrize("command", ["serve", "worker"])
def test_a_deployment_without_a_file_says_how_to_name_one(
    consultkit: Consultkit, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.delenv("CONSULTKIT_CONSULTATIONS")
    refused = consultkit(command)
    assert refused.exit_code == 1
    assert "CONSULTKIT_CONSULTATIONS" in refused.output


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("CONSULTKIT_PRODUCTION", "maybe", "Write 1 or 0"),
        ("CONSULTKIT_SMTP_PORT", "²5", "digits only"),
        ("CONSULTKIT_REHEARSE_AT", "someday", "not a date and time to rehearse"),
        ("CONSULTKIT_FRANCECONNECT_ISSUER", "https://fc.example", "CONSULTKIT_FRANCECONNECT_CLIENT_ID"),
    ],
)
def test_a_setting_that_cannot_be_understood_is_named(
    consultkit: Consultkit, monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    monkeypatch.setenv(name, value)
    refused = consultkit("migrate")
    assert refused.exit_code == 1
    assert re.search(rf"(?s)^Error: .*{re.escape(said)}", refused.output), refused.output
    assert isinstance(refused.exception, SystemExit)


def test_a_theme_that_is_not_there_is_told_before_anything_starts(
    consultkit: Consultkit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONSULTKIT_THEME", "silk")
    refused = consultkit("serve")
    assert refused.exit_code == 1
    assert "No plugin knows the theme 'silk'." in refused.output


def test_a_site_that_may_not_wear_the_theme_of_the_state_is_told_so(
    consultkit: Consultkit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONSULTKIT_THEME", "dsfr")
    refused = consultkit("serve")
    assert refused.exit_code == 1
    assert "for sites of the State alone" in refused.output
