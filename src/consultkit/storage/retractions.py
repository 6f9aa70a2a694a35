"""Submissions that do not count any more. What was sent stays; what follows from it is taken back."""

from __future__ import annotations

from collections.abc import Collection, Sequence
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
_of_submissions = _select.add_columns(retractions.c.submission_id).where(
    retractions.c.submission_id.in_(sa.bindparam("of_submissions", expanding=True))
)
_of_respondent = _select.where(
    submissions.c.respondent_id == sa.bindparam("respondent_id"),
    submissions.c.consultation == sa.bindparam("consultation"),
)
_replaced_by = sa.select(retractions.c.submission_id).where(
    retractions.c.replaced_by == sa.bindparam("newer")
)
_replacing_it = sa.select(retractions.c.replaced_by).where(
    retractions.c.submission_id == sa.bindparam("older")
)
_this_facet = sa.and_(
    facets.c.consultation == sa.bindparam("of_consultation"),
    facets.c.question == sa.bindparam("of_question"),
    facets.c.code == sa.bindparam("of_code"),
    facets.c.submission_id == sa.bindparam("of_submission"),
)
_facet = sa.delete(facets).where(_this_facet)
_carry = sa.update(facets).where(_this_facet).values(submission_id=sa.bindparam("to"))


def stands() -> sa.ColumnElement[bool]:
    """Of a row of `submissions`: whether it was neither withdrawn nor replaced."""
    return ~sa.exists().where(retractions.alias("its").c.submission_id == submissions.c.id)


class AlreadyRetractedError(Exception):
    """It was withdrawn or replaced before."""


@dataclass(frozen=True, slots=True)
class Retracted:
    """A submission that is to count no more."""

    submission: Submission
    marks: Sequence[tuple[str, str]]
    """Its closed answers: what it is found by."""
    tallied: Sequence[list[Any]]
    """What it added to the counts, but for those of sendings."""
    carried: Sequence[tuple[str, str]] = ()
    """Marks of the desk, which go over to what replaces it."""


def retract(tx: Transaction, retracted: Retracted, at: datetime, replaced_by: UUID | None = None) -> None:
    """Once and for all. Raises AlreadyRetractedError; the transaction must then be undone."""
    submission = retracted.submission
    row = {"submission_id": submission.id, "replaced_by": replaced_by, "at": at}
    try:
        tx.connection.execute(sa.insert(retractions), row)
    except sa.exc.IntegrityError as error:
        raise AlreadyRetractedError from error
    take_back(tx, retracted)
    if replaced_by is not None:
        _carry_over(tx, retracted, replaced_by)


def take_back(tx: Transaction, retracted: Retracted) -> None:
    """Count it no more, and let it be found no more by its closed answers."""
    submission = retracted.submission
    delta = {"consultation": submission.consultation, "marks": list(retracted.tallied), "change": -1}
    tx.connection.execute(sa.insert(tally_deltas), delta)
    closed = [
        {
            "of_consultation": submission.consultation,
            "of_question": question,
            "of_code": code,
            "of_submission": submission.id,
        }
        for question, code in retracted.marks
    ]
    if closed:
        tx.connection.execute(_facet, closed)


def of_submission(tx: Transaction, submission_id: UUID) -> Retraction | None:
    """None while it stands."""
    row = tx.connection.execute(_of_submission, {"of_submission": submission_id}).one_or_none()
    return None if row is None else _retraction(row)


def versions_of(tx: Transaction, submission_id: UUID) -> tuple[UUID, ...]:
    """What it replaced, one after the other, the oldest first; it comes last itself."""
    versions = [submission_id]
    while (
        older := tx.connection.execute(_replaced_by, {"newer": versions[0]}).scalar_one_or_none()
    ) is not None:
        versions.insert(0, older)
    return tuple(versions)


def newest_of(tx: Transaction, submission_id: UUID) -> UUID:
    """The last version of it: what replaced it, and so on."""
    asked = {"older": submission_id}
    while (newer := tx.connection.execute(_replacing_it, asked).scalar_one_or_none()) is not None:
        asked = {"older": newer}
    return asked["older"]


def of_submissions(tx: Transaction, submission_ids: Collection[UUID]) -> dict[UUID, Retraction]:
    """By submission; no entry for what stands."""
    asked = {"of_submissions": list(submission_ids)}
    return {row.submission_id: _retraction(row) for row in tx.connection.execute(_of_submissions, asked)}


def of_respondent(tx: Transaction, consultation: str, respondent_id: UUID) -> dict[str, Retraction]:
    """By the references of what does not stand any more."""
    asked = {"consultation": consultation, "respondent_id": respondent_id}
    return {row.reference: _retraction(row) for row in tx.connection.execute(_of_respondent, asked)}


def _carry_over(tx: Transaction, retracted: Retracted, newer: UUID) -> None:
    consultation = retracted.submission.consultation
    for question, code in retracted.carried:
        its = {"of_consultation": consultation, "of_question": question, "of_code": code}
        tx.connection.execute(_carry, {**its, "of_submission": retracted.submission.id, "to": newer})


def _retraction(row: sa.Row[*tuple[Any, ...]]) -> Retraction:
    return Retraction(row.reference, row.at, row.replaced_by or "")
