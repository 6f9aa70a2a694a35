"""Correcting and withdrawing what was sent: nothing is overwritten, and only what counts is counted."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa
from sample_files import PDF

from consultkit import ConsultKit, Settings
from consultkit.errors import (
    AlreadySubmittedError,
    NotFoundError,
    RespondentError,
    WindowClosedError,
)
from consultkit.hooks import hookimpl
from consultkit.operations import Corrections
from consultkit.operations.counting import recount
from consultkit.records import (
    LABEL,
    Acknowledgement,
    Attachment,
    Case,
    Draft,
    Filter,
    Identity,
    Json,
    Official,
    Receipt,
    Referral,
    Respondent,
    Role,
    Submission,
    digest_of,
)
from consultkit.schema import FileQuestion, PluginSettings
from consultkit.storage import tallies
from consultkit.storage.tables import facets, outbox
from consultkit.testing import FixedClock

from .conftest import NOON, TREES

PAPERS = """  - id: papers
    title: Papers
    questions:
      - {id: proofs, type: files, formats: [pdf], label: Proofs, required: false}
      - {id: letter, type: file, formats: [pdf], label: Letter, required: false}
"""


class Keeper:
    """Takes every contribution to the forest."""

    handed: list[str]

    def __init__(self) -> None:
        self.handed = []

    @hookimpl
    def register_settings(self) -> type[PluginSettings]:
        return PluginSettings

    @hookimpl
    def route_submission(self, submission: Submission) -> list[Referral]:
        return [Referral("forest", submission.reference, {"replaces": submission.replaces})]

    @hookimpl
    def deliver_referral(self, referral: Referral, case: Case) -> Acknowledgement:
        self.handed.append(case.submission_reference)
        return Acknowledgement("their-1")


class Town:
    """A kit that serves the trees at noon of 15 November 2018, and one who answers."""

    def __init__(self, kit: ConsultKit, clock: FixedClock) -> None:
        self.kit = kit
        self.clock = clock
        self.me = self.somebody()

    def somebody(self) -> Respondent:
        return self.kit.identities.respondent_of(Identity("https://id.example", uuid4().hex), "franceconnect")

    def draft(self, **answers: Json) -> Draft:
        return self.kit.intake.save(self.kit.intake.begin("trees", self.me), {"kind": "oak", **answers})

    def send(self, draft: Draft) -> Receipt:
        answers = self.kit.forms.by_digest(draft.form_digest).journey(draft.answers).answers
        return self.kit.intake.submit(
            draft.id, self.me, submit_key=draft.submit_key, answers_sha256=digest_of(answers)
        )

    def correct(self, receipt: Receipt, **answers: Json) -> Receipt:
        draft = self.corrections.begin(receipt.reference, self.me)
        return self.send(self.kit.intake.save(draft, {**draft.answers, **answers}))

    def work(self) -> None:
        while self.kit.worker.run_once():
            pass

    @property
    def corrections(self) -> Corrections:
        return self.kit.corrections

    @property
    def official(self) -> Official:
        return Official(uuid4(), "official@town.example", "trees", Role.READER)

    def counted(self) -> dict[tuple[str, str], int]:
        with self.kit.archive.reading() as tx:
            kept = of_answers(tallies.counts_of(tx, "trees"))
        assert kept == of_answers(recount(self.kit.archive, self.kit.forms, "trees").marks)
        return kept

    def rows(self, table: sa.Table) -> list[sa.Row[Any]]:
        with self.kit.archive.reading() as tx:
            return list(tx.connection.execute(table.select()))

    def listed(self) -> list[str]:
        return [row.reference for row in self.kit.desk.contributions(self.official).rows]


@pytest.fixture
def keeper() -> Keeper:
    return Keeper()


@pytest.fixture(params=["many"])
def town(request: pytest.FixtureRequest, database_url: str, tmp_path: Path, keeper: Keeper) -> Iterator[Town]:
    file = tmp_path / "trees.yaml"
    file.write_text(f"{TREES}{PAPERS}plugins: {{keeper: {{}}}}\n".replace("many", request.param))
    settings = Settings(database_url=database_url, key_file=tmp_path / "keys", files=str(tmp_path / "files"))
    clock = FixedClock(NOON)
    kit = ConsultKit([file], settings=settings, clock=clock, plugins={"keeper": keeper})
    yield Town(kit, clock)
    kit.close()


one_each = pytest.mark.parametrize("town", ["one"], indirect=True)


def test_a_correction_begins_with_what_was_sent_and_replaces_it(town: Town) -> None:
    first = town.send(town.draft(height="12.5", note="Leaning."))
    draft = town.corrections.begin(first.reference, town.me)
    assert (draft.corrects, draft.answers) == (
        first.reference,
        {"kind": "oak", "height": "12.5", "note": "Leaning."},
    )
    second = town.correct(first, kind="elm")
    assert town.kit.intake.submission(first.reference, town.me).answers["kind"] == "oak"
    corrected = town.kit.intake.submission(second.reference, town.me)
    assert (corrected.answers["kind"], corrected.replaces) == ("elm", first.reference)
    retraction = town.corrections.retraction(first.reference, town.me)
    assert retraction is not None
    assert retraction.replaced_by == second.reference
    assert town.corrections.retraction(second.reference, town.me) is None
    assert town.corrections.retractions("trees", town.me) == {first.reference: retraction}
    assert {one.reference for one in town.kit.intake.receipts("trees", town.me)} == {
        first.reference,
        second.reference,
    }


def test_what_was_sent_counts_until_its_correction_is_sent(town: Town) -> None:
    first = town.send(town.draft(harm=["fungus", "saw"]))
    before = town.counted()
    draft = town.kit.intake.save(
        town.corrections.begin(first.reference, town.me), {"kind": "elm", "harm": ["storm"]}
    )
    assert (town.counted(), town.listed()) == (before, [first.reference])
    second = town.send(draft)
    assert town.listed() == [second.reference]
    assert town.counted() == {
        ("", ""): 1,
        ("kind", ""): 1,
        ("kind", "elm"): 1,
        ("harm", ""): 1,
        ("harm", "storm"): 1,
    }


def test_the_counts_stay_right_whenever_they_are_folded(town: Town) -> None:
    first = town.send(town.draft(harm=["fungus"]))
    town.work()
    second = town.correct(first, harm=["storm", "saw"])
    town.work()
    town.corrections.withdraw(second.reference, town.me)
    town.send(town.draft())
    assert town.counted() == {("", ""): 1, ("kind", ""): 1, ("kind", "oak"): 1}
    town.work()
    assert town.counted() == {("", ""): 1, ("kind", ""): 1, ("kind", "oak"): 1}
    assert len(town.rows(facets)) == 1


def test_only_what_stands_is_exported(town: Town) -> None:
    first = town.send(town.draft(note="A first word."))
    second = town.correct(first, note="A second word.")
    exported = b"".join(town.kit.desk.export(town.official, "en")).decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(exported, newline=""), delimiter=";")
    assert (row["reference"], row["replaces"]) == (second.reference, first.reference)
    assert "A second word." in exported
    assert "A first word." not in exported


def test_one_correction_at_a_time_and_it_is_resumed(town: Town) -> None:
    receipt = town.send(town.draft())
    begun = town.corrections.begin(receipt.reference, town.me)
    kept = town.kit.intake.save(begun, {"kind": "elm"})
    assert town.corrections.begin(receipt.reference, town.me) == kept
    assert town.kit.intake.drafts("trees", town.me) == (kept,)


def test_beginning_anew_does_not_resume_a_correction(town: Town) -> None:
    receipt = town.send(town.draft())
    correction = town.corrections.begin(receipt.reference, town.me)
    assert town.kit.intake.begin("trees", town.me).id != correction.id


def test_a_correction_can_be_corrected_and_the_old_one_cannot(town: Town) -> None:
    first = town.send(town.draft())
    second = town.correct(first, kind="elm")
    third = town.correct(second, kind="oak")
    assert town.listed() == [third.reference]
    for old in (first, second):
        with pytest.raises(RespondentError, match="corrected or withdrawn"):
            town.corrections.begin(old.reference, town.me)
        with pytest.raises(RespondentError, match="corrected or withdrawn"):
            town.corrections.withdraw(old.reference, town.me)
    assert town.corrections.possible(first.reference, town.me) == frozenset()


def test_what_is_withdrawn_counts_no_more_and_its_answers_are_shown_to_no_official(town: Town) -> None:
    receipt = town.send(town.draft(note="Nobody may know."))
    town.corrections.withdraw(receipt.reference, town.me)
    assert (town.counted(), town.listed()) == ({}, [])
    assert b"Nobody may know" not in b"".join(town.kit.desk.export(town.official, "en"))
    opened = town.kit.desk.contribution(town.official, receipt.reference)
    assert opened.submission.answers == {}
    assert opened.retraction is not None
    assert opened.retraction.is_withdrawal
    assert town.kit.intake.submission(receipt.reference, town.me).answers["note"] == "Nobody may know."


@pytest.mark.parametrize(("reads", "written"), [(None, "fr"), ("en", "en"), ("de", "fr")])
def test_the_letter_about_it_is_in_the_language_that_the_person_reads(
    town: Town, reads: str | None, written: str
) -> None:
    identity = Identity("https://id.example", uuid4().hex, claims={"email": "lea@shop.example"})
    town.me = town.kit.identities.respondent_of(identity, "franceconnect")
    if reads is not None:
        town.kit.identities.speak(town.me, reads)
    town.corrections.withdraw(town.send(town.draft()).reference, town.me)
    (letter,) = [row.payload for row in town.rows(outbox) if row.kind == "letter"]
    assert (letter["letter"], letter["language"]) == ("withdrawn", written)


def test_withdrawing_the_last_version_hides_those_before(town: Town) -> None:
    first = town.send(town.draft(note="Nobody may know."))
    second = town.correct(first, note="Still nobody.")
    assert town.kit.desk.contribution(town.official, first.reference).submission.answers != {}
    town.corrections.withdraw(second.reference, town.me)
    for receipt in (first, second):
        assert town.kit.desk.contribution(town.official, receipt.reference).submission.answers == {}


def test_nobody_is_reminded_of_a_correction_as_of_what_was_never_sent(town: Town) -> None:
    identity = Identity("https://id.example", uuid4().hex, claims={"email": "lea@shop.example"})
    town.me = town.kit.identities.respondent_of(identity, "franceconnect")
    town.corrections.begin(town.send(town.draft()).reference, town.me)
    town.clock.set(town.kit.forms.current("trees").consultation.window.closes_at - timedelta(hours=3))
    town.work()
    assert [row for row in town.rows(outbox) if row.payload.get("letter") == "draft_waits"] == []
    town.draft()
    town.clock.move(timedelta(hours=2))
    town.work()
    assert [row for row in town.rows(outbox) if row.payload.get("letter") == "draft_waits"] != []


def test_withdrawing_twice_is_withdrawing_once(town: Town) -> None:
    receipt = town.send(town.draft())
    town.corrections.withdraw(receipt.reference, town.me)
    first = town.corrections.retraction(receipt.reference, town.me)
    town.clock.move(timedelta(hours=1))
    town.corrections.withdraw(receipt.reference, town.me)
    assert town.corrections.retraction(receipt.reference, town.me) == first


def test_withdrawing_ends_the_correction_that_was_begun(town: Town) -> None:
    receipt = town.send(town.draft())
    draft = town.corrections.begin(receipt.reference, town.me)
    town.corrections.withdraw(receipt.reference, town.me)
    assert town.kit.intake.drafts("trees", town.me) == ()
    with pytest.raises(NotFoundError):
        town.send(draft)


def test_sending_a_correction_twice_gives_the_same_receipt(town: Town) -> None:
    first = town.send(town.draft())
    draft = town.kit.intake.save(town.corrections.begin(first.reference, town.me), {"kind": "elm"})
    assert town.send(draft) == town.send(draft)
    assert len(town.listed()) == 1


@one_each
def test_where_one_is_taken_a_correction_is_no_second_one(town: Town) -> None:
    first = town.send(town.draft())
    second = town.correct(first, kind="elm")
    with pytest.raises(AlreadySubmittedError) as refused:
        town.kit.intake.begin("trees", town.me)
    assert refused.value.reference == second.reference


@one_each
def test_where_one_is_taken_another_may_be_sent_once_it_is_withdrawn(town: Town) -> None:
    second = town.correct(town.send(town.draft()), kind="elm")
    town.corrections.withdraw(second.reference, town.me)
    third = town.send(town.draft())
    assert town.listed() == [third.reference]
    with pytest.raises(AlreadySubmittedError):
        town.draft()


def test_nothing_changes_once_the_window_is_closed(town: Town) -> None:
    receipt = town.send(town.draft())
    draft = town.corrections.begin(receipt.reference, town.me)
    town.clock.move(timedelta(days=30))
    assert town.corrections.possible(receipt.reference, town.me) == frozenset()
    for change in (town.corrections.begin, town.corrections.withdraw):
        with pytest.raises(WindowClosedError):
            change(receipt.reference, town.me)
    with pytest.raises(WindowClosedError):
        town.send(draft)
    assert town.listed() == [receipt.reference]


def test_somebody_elses_is_never_found(town: Town) -> None:
    receipt, other = town.send(town.draft()), town.somebody()
    for call in (
        town.corrections.begin,
        town.corrections.withdraw,
        town.corrections.retraction,
        town.corrections.possible,
        town.corrections.handed_over,
    ):
        with pytest.raises(NotFoundError):
            call(receipt.reference, other)
    assert town.listed() == [receipt.reference]


def test_a_file_may_forbid_both(town: Town, tmp_path: Path) -> None:
    receipt = town.send(town.draft())
    file = tmp_path / "strict.yaml"
    file.write_text(TREES.replace("contributions: many", "contributions: many, after_sending: []"))
    strict = ConsultKit([file], settings=town.kit.settings, clock=town.clock)
    for change in (strict.corrections.begin, strict.corrections.withdraw):
        with pytest.raises(NotFoundError):
            change(receipt.reference, town.me)
    assert strict.corrections.possible(receipt.reference, town.me) == frozenset()
    strict.close()


def test_what_was_withdrawn_before_it_was_routed_goes_nowhere(town: Town, keeper: Keeper) -> None:
    receipt = town.send(town.draft())
    town.corrections.withdraw(receipt.reference, town.me)
    town.work()
    assert keeper.handed == []
    assert all(row.done_at for row in town.rows(outbox))


def test_a_correction_is_handed_over_and_says_what_it_replaces(town: Town, keeper: Keeper) -> None:
    first = town.send(town.draft())
    town.work()
    second = town.correct(first, kind="elm")
    town.work()
    assert keeper.handed == [first.reference, second.reference]
    (case,) = town.kit.desk.contribution(town.official, second.reference).cases
    assert case.referral.body == {"replaces": first.reference}
    assert len(town.corrections.handed_over(second.reference, town.me)) == 2


def test_each_version_keeps_its_own_files(town: Town) -> None:
    draft = town.kit.intake.begin("trees", town.me)
    proofs = [hand_in(town, draft, "proofs", PDF + f"%{number}\n".encode()) for number in (1, 2)]
    letter = hand_in(town, draft, "letter", PDF + b"%3\n")
    answers: dict[str, Json] = {"kind": "oak", "letter": [letter.as_answer()]}
    answers["proofs"] = [one.as_answer() for one in proofs]
    first = town.send(town.kit.intake.save(draft, answers))
    correcting = town.corrections.begin(first.reference, town.me)
    kept = town.kit.attachments.of_draft(correcting.id)
    assert {one.id for one in kept}.isdisjoint({letter.id, *(one.id for one in proofs)})
    town.kit.attachments.remove(correcting, [kept[0].id])
    proof = correcting.answers["proofs"]
    assert isinstance(proof, list)
    second = town.send(town.kit.intake.save(correcting, {**correcting.answers, "proofs": proof[1:]}))
    assert contents(town, first) == [PDF + b"%1\n", PDF + b"%2\n", PDF + b"%3\n"]
    assert contents(town, second) == [PDF + b"%2\n", PDF + b"%3\n"]


def of_answers(counts: Mapping[tuple[str, str], int]) -> dict[tuple[str, str], int]:
    """Without what is counted of sendings, and of what was skipped."""
    return {(of, code): n for (of, code), n in counts.items() if "@" not in (of[:1], code[:1])}


def hand_in(town: Town, draft: Draft, question: str, content: bytes) -> Attachment:
    asked = {one.id: one for one in town.kit.forms.current("trees").page("papers").questions}[question]
    assert isinstance(asked, FileQuestion)
    stored = town.kit.attachments.add(draft, asked, "page.pdf", io.BytesIO(content))
    assert isinstance(stored, Attachment)
    return stored


def contents(town: Town, receipt: Receipt) -> list[bytes]:
    submission = town.kit.intake.submission(receipt.reference, town.me)
    kept = town.kit.attachments.of_draft(submission.id)
    return [b"".join(town.kit.attachments.content(one)) for one in kept]


def test_what_officials_made_of_it_stays_with_a_contribution_that_is_corrected(town: Town) -> None:
    first = town.send(
        town.draft(),
    )
    town.kit.study.label(town.official, [first.reference], "urgent")
    second = town.correct(first, note="The tree is an elm.")
    assert town.kit.study.of(town.official, second.reference).labels == ("urgent",)
    rows = town.kit.desk.contributions(town.official, only=Filter(marks={LABEL: ("urgent",)})).rows
    assert [row.reference for row in rows] == [second.reference]
    town.kit.study.unlabel(town.official, [second.reference], "urgent")
    assert town.kit.desk.contributions(town.official, only=Filter(marks={LABEL: ("urgent",)})).rows == ()
