"""Keeping from the command line: nothing goes without `--yes`, and nothing unusual without its number."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest

from consultkit import ConsultKit
from consultkit.records import Identity, Receipt, digest_of
from consultkit.storage import keeping
from consultkit.testing import FixedClock

from .conftest import CONSULTATIONS, Consultkit

pytestmark = pytest.mark.usefixtures("deployed")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Closed years ago."""
    path = tmp_path / "closed.yaml"
    path.write_text((CONSULTATIONS / "smallest.yaml").read_text(encoding="utf-8"))
    return path


@pytest.fixture
def receipts(
    deployed: dict[str, str], file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> list[Receipt]:
    monkeypatch.setenv("CONSULTKIT_FILES", str(tmp_path / "files"))
    kit = ConsultKit([file], clock=FixedClock(datetime(2018, 11, 15, 9, tzinfo=UTC)))
    made = [_contribute(kit) for _ in range(3)]
    kit.close()
    return made


def _contribute(kit: ConsultKit) -> Receipt:
    person = kit.identities.respondent_of(Identity("https://id.example", uuid4().hex), "franceconnect")
    draft = kit.intake.begin("smallest", person)
    form = kit.forms.by_digest(draft.form_digest)
    answers = {one.id: "Tout." for one in form.questions.values() if one.asks}
    draft = kit.intake.save(draft, answers)
    sent = digest_of(form.journey(draft.answers).answers)
    return kit.intake.submit(draft.id, person, submit_key=draft.submit_key, answers_sha256=sent)


@pytest.fixture
def kit(file: Path, receipts: list[Receipt]) -> Iterator[ConsultKit]:
    assert receipts
    kit = ConsultKit([file])
    yield kit
    kit.close()


def kept(kit: ConsultKit) -> int:
    return kit.retention.outlook("smallest").contributions


def test_the_status_says_what_is_due(consultkit: Consultkit, kit: ConsultKit) -> None:
    said = consultkit("retention", "status")
    assert said.exit_code == 0, said.output
    assert "smallest: 3 contributions are kept until" in said.output
    assert "3 are due" in said.output
    assert kept(kit) == 3


def test_a_run_without_a_word_erases_nothing(consultkit: Consultkit, kit: ConsultKit) -> None:
    said = consultkit("retention", "run", "smallest")
    assert said.exit_code == 0, said.output
    assert "3 contributions would be erased" in said.output
    assert kept(kit) == 3


@pytest.mark.parametrize("more", [(), ("--expect", "2"), ("--expect", "4")])
def test_what_was_not_announced_needs_its_number(
    consultkit: Consultkit, kit: ConsultKit, more: tuple[str, ...]
) -> None:
    refused = consultkit("retention", "run", "smallest", "--yes", *more)
    assert refused.exit_code == 1
    assert "3 contributions are due" in refused.output
    assert kept(kit) == 3


def test_with_its_number_it_is_erased_and_the_journal_tells(consultkit: Consultkit, kit: ConsultKit) -> None:
    said = consultkit("retention", "run", "smallest", "--yes", "--expect", "3")
    assert said.exit_code == 0, said.output
    assert "3 contributions are erased." in said.output
    assert kept(kit) == 0
    told = consultkit("retention", "journal")
    assert told.output.count("contribution") == told.output.count("person") == 3
    assert consultkit("retention", "run", "smallest", "--yes").output.endswith(
        "0 contributions are erased.\n"
    )


def test_one_is_kept_longer(consultkit: Consultkit, kit: ConsultKit, receipts: list[Receipt]) -> None:
    day = f"{datetime.now(UTC).year + 1}-06-30"
    words = ("--until", day, "--by", "camille@mairie.example", "--reason", "Un procès")
    said = consultkit("retention", "keep", "smallest", receipts[0].reference, *words)
    assert said.exit_code == 0, said.output
    assert f"{receipts[0].reference} until {day}: Un procès" in consultkit("retention", "status").output
    assert kit.retention.outlook("smallest").due == 2
    missing = consultkit("retention", "keep", "smallest", "nothing", *words)
    assert missing.exit_code == 1
    assert "There is no such contribution" in missing.output


def test_one_is_erased_because_its_sender_asks(
    consultkit: Consultkit, kit: ConsultKit, receipts: list[Receipt]
) -> None:
    one = ("smallest", receipts[0].reference, "--by", "camille@mairie.example", "--reason", "RGPD, art. 17")
    assert consultkit("retention", "erase", *one).exit_code == 1, "nobody answered the question"
    assert kept(kit) == 3
    said = consultkit("retention", "erase", *one, "--yes")
    assert said.exit_code == 0, said.output
    assert kept(kit) == 2
    again = consultkit("retention", "erase", *one, "--yes")
    assert again.exit_code == 1
    assert "There is no such contribution" in again.output


def test_the_replay_takes_a_journal_of_elsewhere(
    consultkit: Consultkit, kit: ConsultKit, receipts: list[Receipt], tmp_path: Path
) -> None:
    subject = next(iter(_ids(kit)))
    entry = f'{{"subject_id": "{subject}", "kind": "contribution", "at": "2019-01-01T00:00:00+00:00", '
    (tmp_path / "journal").write_text(entry + '"consultation": "smallest"}\n')
    said = consultkit("retention", "replay", "--journal", tmp_path / "journal")
    assert said.exit_code == 0, said.output
    assert "1 contributions and 0 persons had come back" in said.output
    assert kept(kit) == 2
    (tmp_path / "journal").write_text("nothing\n")
    refused = consultkit("retention", "replay", "--journal", tmp_path / "journal")
    assert refused.exit_code == 1
    assert "no entry" in refused.output


def _ids(kit: ConsultKit) -> set[str]:
    with kit.archive.reading() as tx:
        return {str(one.id) for one in keeping.all_of(tx, "smallest")}
