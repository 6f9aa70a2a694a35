"""Submissions that do not count any more. What was sent stays; what follows from it is taken back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from consultkit.records import Retraction, Submission
from consultkit.storage.archive import Transaction
from consultkit.storage.tables import facets, retractions, submissions, tally_deltas

_replacing = submissions.alias("replacing")
_select = sa.select(
    submissions.c.reference, retractions.c.at, _replacing.c.reference.label("replaced_by")
).select_from(
    retractions.join(submissions, submissions.c.id == retractions.c.submission_id).outerjoin(
        _replacing, _replacing.c.id == retractions.c.replaced_by
    )
)
_of_submission = _select.where(retractions.c.submission_id == sa.bindparam("of_submission"))
_of_respondent = _select.where(
    submissions.c.respondent_id == sa.bindparam("respondent_id"),
    submissions.c.consultation == sa.bindparam("consultation"),
)
_facet = sa.delete(facets).where(
    facets.c.consultation == sa.bindparam("of_consultation"),
    facets.c.question == sa.bindparam("of_question"),
    facets.c.code == sa.bindparam("of_code"),
    facets.c.submission_id == sa.bindparam("of_submission"),
)


class AlreadyRetractedError(Exception):
    """It was withdrawn or replaced before."""


@dataclass(frozen=True, slots=True)
class Retracted:
    """A submission that is to count no more, and the marks by which it counts."""

    submission: Submission
    marks: Sequence[tuple[str, str]]


def retract(tx: Transaction, retracted: Retracted, at: datetime, replaced_by: UUID | None = None) -> None:
    """Once and for all. Raises AlreadyRetractedError; the transaction must then be undone."""
    submission = retracted.submission
    row = {"submission_id": submission.id, "replaced_by": replaced_by, "at": at}
    try:
        tx.connection.execute(sa.insert(retractions), row)
    except sa.exc.IntegrityError as error:
        raise AlreadyRetractedError from error
    _take_back_counts(tx, retracted)


def of_submission(tx: Transaction, submission_id: UUID) -> Retraction | None:
    """None while it stands."""
    row = tx.connection.execute(_of_submission, {"of_submission": submission_id}).one_or_none()
    return None if row is None else _retraction(row)


def of_respondent(tx: Transaction, consultation: str, respondent_id: UUID) -> dict[str, Retraction]:
    """By the references of what does not stand any more."""
    asked = {"consultation": consultation, "respondent_id": respondent_id}
    return {row.reference: _retraction(row) for row in tx.connection.execute(_of_respondent, asked)}


def _take_back_counts(tx: Transaction, retracted: Retracted) -> None:
    submission, marks = retracted.submission, [list(mark) for mark in retracted.marks]
    delta = {"consultation": submission.consultation, "marks": marks, "change": -1}
    tx.connection.execute(sa.insert(tally_deltas), delta)
    closed = [
        {
            "of_consultation": submission.consultation,
            "of_question": question,
            "of_code": code,
            "of_submission": submission.id,
        }
        for question, code in retracted.marks
        if code
    ]
    if closed:
        tx.connection.execute(_facet, closed)


def _retraction(row: sa.Row[*tuple[Any, ...]]) -> Retraction:
    return Retraction(row.reference, row.at, row.replaced_by or "")
