"""A submission takes the place of its draft with all that follows from it, or not at all."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
import sqlalchemy as sa

from consultkit.records import WindowEvent, WindowEventKind
from consultkit.storage import (
    Acceptance,
    AlreadyThereError,
    Archive,
    PartedAnswers,
    drafts,
    submissions,
    windows,
)
from consultkit.storage.tables import data_keys, facets, metadata, outbox, tally_deltas

from .conftest import ANSWERS, NOW, Rows, acceptance_of

WRITTEN = ("submissions", "receipts", "outbox", "facets", "tally_deltas")


def count(archive: Archive, *tables: str) -> dict[str, int]:
    with archive.reading() as tx:
        return {
            name: tx.connection.execute(
                sa.select(sa.func.count()).select_from(metadata.tables[name])
            ).scalar_one()
            for name in tables
        }


def test_the_submission_holds_the_answers_of_both_parts(rows: Rows, archive: Archive) -> None:
    acceptance = rows.submission()
    with archive.reading() as tx:
        kept = submissions.by_reference(tx, acceptance.submission.reference)
    assert kept == acceptance.submission
    assert kept is not None
    assert kept.answers == {"sharing": "yes", "firm": "Éditions du Phare", "turnover_lost": "20"}


def test_the_draft_is_gone_and_there_is_one_key_which_is_a_new_one(rows: Rows, archive: Archive) -> None:
    draft = rows.draft(rows.respondent())
    before = rows.look(draft).wrapped
    assert rows.accept(acceptance_of(draft))
    with archive.reading() as tx:
        assert drafts.find(tx, draft.id, draft.respondent_id) is None
        ((row, wrapped),) = tx.connection.execute(sa.select(data_keys.c.id, data_keys.c.wrapped))
    assert row == draft.id
    assert wrapped != before.wrapped


def test_what_follows_is_written_beside_it(rows: Rows, archive: Archive) -> None:
    marks = [("", ""), ("firm", ""), ("practices", ""), ("practices", "delisting"), ("practices", "ranking")]
    acceptance = acceptance_of(rows.draft(rows.respondent()), marks=marks, plugins=["mediator", "open_data"])
    assert rows.accept(acceptance)
    with archive.reading() as tx:
        routes = tx.connection.execute(
            sa.select(outbox.c.kind, outbox.c.plugin, outbox.c.subject_id, outbox.c.next_at, outbox.c.done_at)
        ).all()
        kept = tx.connection.execute(
            sa.select(facets.c.question, facets.c.code, facets.c.submission_id)
        ).all()
        (delta,) = tx.connection.execute(sa.select(tally_deltas.c.marks, tally_deltas.c.change)).all()
    sent = acceptance.submission.id
    assert {tuple(row) for row in routes} == {
        ("route", "mediator", sent, NOW, None),
        ("route", "open_data", sent, NOW, None),
    }
    assert {tuple(row) for row in kept} == {("practices", "delisting", sent), ("practices", "ranking", sent)}
    assert (delta.marks, delta.change) == ([list(mark) for mark in marks], 1)


def test_a_second_acceptance_of_the_draft_writes_nothing(rows: Rows, archive: Archive) -> None:
    acceptance = rows.submission()
    assert not rows.accept(acceptance_of(acceptance.draft))
    assert count(archive, "submissions", "receipts") == {"submissions": 1, "receipts": 1}


def test_a_draft_saved_meanwhile_is_not_accepted(rows: Rows, archive: Archive) -> None:
    draft = rows.draft(rows.respondent())
    judged = acceptance_of(draft, plugins=["mediator"], marks=[("a", "b")])
    look = rows.look(draft)
    with archive.writing() as tx:
        assert drafts.update(tx, look, PartedAnswers({"sharing": "no"}), at=NOW)
    assert not rows.accept(judged)
    assert not any(count(archive, *WRITTEN).values())
    assert rows.look(draft).draft.answers == {"sharing": "no"}


def test_a_draft_whose_window_was_decided_on_meanwhile_is_not_accepted(rows: Rows, archive: Archive) -> None:
    draft = rows.draft(rows.respondent())
    judged = acceptance_of(draft)
    with archive.writing() as tx:
        event = WindowEvent(WindowEventKind.SUSPENDED, NOW, "official@example.org", "an outage")
        windows.append(tx, draft.consultation, event, recorded_at=NOW)
    assert not rows.accept(judged)
    assert rows.accept(acceptance_of(draft, events=1))


def test_decisions_about_another_consultation_change_nothing(rows: Rows, archive: Archive) -> None:
    draft = rows.draft(rows.respondent())
    with archive.writing() as tx:
        event = WindowEvent(WindowEventKind.SUSPENDED, NOW, "official@example.org", "an outage")
        windows.append(tx, "another", event, recorded_at=NOW)
    assert rows.accept(acceptance_of(draft))


@pytest.mark.parametrize("taken", ["reference", "submit_key", "only_one"])
def test_what_must_be_unique_is_refused_and_leaves_nothing(rows: Rows, archive: Archive, taken: str) -> None:
    respondent = rows.respondent()
    first = acceptance_of(rows.draft(respondent), only_one=taken == "only_one", reference="ABC")
    assert rows.accept(first)
    before = count(archive, *WRITTEN, "drafts", "data_keys")
    draft = rows.draft(respondent)
    clash = acceptance_of(
        draft, plugins=["mediator"], marks=[("a", "b")], only_one=taken == "only_one",
        reference="ABC" if taken == "reference" else None,
    )  # fmt: skip
    if taken == "submit_key":
        clash = replace(clash, submit_key=first.submit_key)
    with pytest.raises(AlreadyThereError):
        rows.accept(clash)
    assert count(archive, *WRITTEN) == {name: before[name] for name in WRITTEN}
    assert rows.look(draft).draft.answers == ANSWERS.together()


def test_many_contributions_of_one_respondent_are_kept_side_by_side(rows: Rows, archive: Archive) -> None:
    respondent = rows.respondent()
    assert rows.accept(acceptance_of(rows.draft(respondent)))
    assert rows.accept(acceptance_of(rows.draft(respondent)))
    assert count(archive, "submissions") == {"submissions": 2}


def test_only_one_of_many_simultaneous_acceptances_of_a_draft_is_kept(rows: Rows, archive: Archive) -> None:
    draft = rows.draft(rows.respondent())
    kept: list[bool] = []
    start = threading.Barrier(8)

    def send() -> None:
        start.wait()
        kept.append(rows.accept(acceptance_of(draft, plugins=["mediator"])))

    senders = [threading.Thread(target=send) for _ in range(8)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    assert sorted(kept) == [False] * 7 + [True]
    assert count(archive, "submissions", "receipts", "outbox") == {
        "submissions": 1,
        "receipts": 1,
        "outbox": 1,
    }


def test_of_submissions_written_together_a_clash_refuses_one_alone(rows: Rows, archive: Archive) -> None:
    good = [acceptance_of(rows.draft(rows.respondent()), marks=[("a", "b")]) for _ in range(6)]
    clash = acceptance_of(rows.draft(rows.respondent()), reference=good[0].submission.reference)
    stale_draft = rows.draft(rows.respondent())
    stale = acceptance_of(stale_draft)
    with archive.writing() as tx:
        drafts.update(tx, rows.look(stale_draft), ANSWERS, at=NOW)

    def outcome(acceptance: Acceptance) -> str:
        try:
            return "kept" if rows.accept(acceptance) else "changed"
        except AlreadyThereError:
            return "clash"

    assert outcome(good[0]) == "kept"
    with ThreadPoolExecutor(8) as senders:
        outcomes = list(senders.map(outcome, [*good[1:], clash, stale]))
    assert outcomes == ["kept"] * 5 + ["clash", "changed"]
    assert count(archive, "submissions", "facets", "drafts") == {"submissions": 6, "facets": 6, "drafts": 2}
