"""Drafts: their owner's alone, each version saved once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import sqlalchemy as sa

from consultkit.records import WindowEvent, WindowEventKind
from consultkit.storage import Archive, PartedAnswers, drafts, windows
from consultkit.storage.tables import data_keys

from .conftest import NOW, Rows

LATER = NOW + timedelta(minutes=5)
OTHER = PartedAnswers({"sharing": "no"}, {"firm": "Autre"})


def test_a_draft_is_read_as_it_was_written(rows: Rows, archive: Archive) -> None:
    draft = rows.draft(rows.respondent())
    with archive.reading() as tx:
        assert drafts.find(tx, draft.id, draft.respondent_id) == draft


def test_somebody_elses_draft_is_not_found(rows: Rows, archive: Archive) -> None:
    draft, stranger = rows.draft(rows.respondent()), rows.respondent()
    with archive.writing() as tx:
        assert drafts.find(tx, draft.id, stranger) is None
        assert drafts.look(tx, draft.id, stranger) is None
        assert drafts.of_respondent(tx, draft.consultation, stranger) == ()
        assert not drafts.delete(tx, draft.id, stranger)
        assert drafts.find(tx, draft.id, draft.respondent_id) == draft


def test_a_saved_draft_is_the_next_version(rows: Rows, archive: Archive) -> None:
    draft = rows.draft(rows.respondent())
    with archive.writing() as tx:
        assert drafts.update(tx, rows.look(draft), OTHER, at=LATER)
    expected = replace(draft, answers=OTHER.together(), version=2, updated_at=LATER)
    assert rows.look(draft).draft == expected


def test_of_two_saves_of_one_version_the_second_changes_nothing(rows: Rows, archive: Archive) -> None:
    draft = rows.draft(rows.respondent())
    look = rows.look(draft)
    with archive.writing() as tx:
        assert drafts.update(tx, look, OTHER, at=LATER)
        assert not drafts.update(tx, look, PartedAnswers({"sharing": "lost"}), at=LATER)
    assert rows.look(draft).draft.answers == OTHER.together()


def test_the_draft_saved_last_comes_first(rows: Rows, archive: Archive) -> None:
    respondent = rows.respondent()
    first, second = rows.draft(respondent), rows.draft(respondent)
    rows.draft(respondent, consultation="another")
    with archive.writing() as tx:
        drafts.update(tx, rows.look(first), OTHER, at=LATER)
    with archive.reading() as tx:
        found = drafts.of_respondent(tx, "fair", respondent)
    assert [draft.id for draft in found] == [first.id, second.id]


def test_with_a_draft_goes_its_key(rows: Rows, archive: Archive) -> None:
    draft = rows.draft(rows.respondent())
    with archive.writing() as tx:
        assert drafts.delete(tx, draft.id, draft.respondent_id)
        assert not drafts.delete(tx, draft.id, draft.respondent_id)
        assert tx.connection.execute(sa.select(data_keys)).all() == []


def test_a_look_shows_every_decision_about_the_window_in_order(rows: Rows, archive: Archive) -> None:
    draft = rows.draft(rows.respondent())
    assert rows.look(draft).standing.events == ()
    decisions = (
        WindowEvent(WindowEventKind.SUSPENDED, NOW, "a@example.org", "an outage"),
        WindowEvent(WindowEventKind.RESUMED, NOW + timedelta(hours=1), "b@example.org", "it is over"),
        WindowEvent(
            WindowEventKind.EXTENDED, LATER + timedelta(hours=2), "b@example.org", "to make up", LATER
        ),
    )
    with archive.writing() as tx:
        for decision in reversed(decisions):
            windows.append(tx, draft.consultation, decision, recorded_at=NOW)
        windows.append(tx, "another", decisions[0], recorded_at=NOW)
        assert windows.standing(tx, draft.consultation).events == decisions
    look = rows.look(draft)
    assert look.standing.events == decisions
    assert look.draft == draft


def test_a_draft_that_does_not_exist_is_not_found(rows: Rows, archive: Archive) -> None:
    with archive.reading() as tx:
        assert drafts.find(tx, uuid4(), rows.respondent()) is None
