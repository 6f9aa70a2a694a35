"""What was declared protected is nowhere in the clear, and an envelope opens in its own row only."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from stored_bytes import stored_bytes

from consultkit.records import Draft
from consultkit.storage import Archive, PartedAnswers, SealBrokenError, drafts, submissions
from consultkit.storage.tables import drafts as drafts_table
from consultkit.storage.tables import submissions as submissions_table

from .conftest import NOW, Rows

OPEN = "canary-in-the-open"
PROTECTED = "canary-under-seal-é"


@pytest.mark.parametrize("state", ["draft", "saved draft", "submission"])
def test_protected_answers_are_nowhere_in_the_clear(rows: Rows, archive: Archive, state: str) -> None:
    answers = PartedAnswers({"sharing": OPEN}, {"firm": PROTECTED, "lost": [PROTECTED]})
    if state == "submission":
        rows.submission(answers)
    else:
        draft = rows.draft(rows.respondent(), answers)
        if state == "saved draft":
            with archive.writing() as tx:
                assert drafts.update(tx, rows.look(draft), answers, at=NOW)
    stored = stored_bytes(archive)
    assert OPEN.encode() in stored, "The search itself must be able to find something."
    assert PROTECTED.encode() not in stored
    assert PROTECTED.encode().hex().encode() not in stored
    assert b"canary-under-seal" not in stored


def envelopes(archive: Archive, table: sa.Table) -> dict[object, bytes]:
    with archive.reading() as tx:
        return {
            row.id: row.envelope for row in tx.connection.execute(sa.select(table.c.id, table.c.envelope))
        }


def put(archive: Archive, table: sa.Table, row: object, **values: object) -> None:
    with archive.writing() as tx:
        tx.connection.execute(sa.update(table).where(table.c.id == row).values(**values))


def test_an_envelope_moved_to_another_submission_does_not_open(rows: Rows, archive: Archive) -> None:
    one, other = rows.submission().submission, rows.submission().submission
    put(archive, submissions_table, one.id, envelope=envelopes(archive, submissions_table)[other.id])
    with archive.reading() as tx:
        assert submissions.by_id(tx, other.id) == other
        with pytest.raises(SealBrokenError):
            submissions.by_id(tx, one.id)


def test_a_submission_moved_to_another_consultation_does_not_open(rows: Rows, archive: Archive) -> None:
    sent = rows.submission().submission
    put(archive, submissions_table, sent.id, consultation="another")
    with archive.reading() as tx, pytest.raises(SealBrokenError):
        submissions.by_id(tx, sent.id)


def test_an_envelope_changed_in_one_bit_does_not_open(rows: Rows, archive: Archive) -> None:
    draft: Draft = rows.draft(rows.respondent())
    envelope = bytearray(envelopes(archive, drafts_table)[draft.id])
    envelope[len(envelope) // 2] ^= 1
    put(archive, drafts_table, draft.id, envelope=bytes(envelope))
    with archive.reading() as tx, pytest.raises(SealBrokenError):
        drafts.find(tx, draft.id, draft.respondent_id)


def test_where_nothing_is_protected_there_is_no_envelope(rows: Rows, archive: Archive) -> None:
    sent = rows.submission(PartedAnswers({"sharing": "yes"})).submission
    assert envelopes(archive, submissions_table) == {sent.id: None}
    with archive.reading() as tx:
        assert submissions.by_id(tx, sent.id) == sent
