"""What officials ask about contributions. The words lie in an envelope with a key of its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from consultkit.records import Inquiry
from consultkit.storage.archive import Transaction
from consultkit.storage.envelopes import Row, new_envelope, open_envelope
from consultkit.storage.sealing import WrappedKey
from consultkit.storage.tables import chronicle, data_keys, inquiries, retractions, submissions


@dataclass(frozen=True, slots=True)
class Ending:
    """A question whose term ends soon, and who is to answer it."""

    id: UUID
    respondent_id: UUID
    until: datetime


_select = (
    sa.select(inquiries, submissions.c.reference, data_keys.c.kek, data_keys.c.wrapped)
    .select_from(
        inquiries.join(submissions, submissions.c.id == inquiries.c.submission_id).join(
            data_keys, data_keys.c.id == inquiries.c.id
        )
    )
    .order_by(inquiries.c.asked_at, inquiries.c.id)
)
_of_submission = _select.where(inquiries.c.submission_id == sa.bindparam("of_submission"))
_of_respondent = _select.where(
    submissions.c.respondent_id == sa.bindparam("respondent_id"),
    submissions.c.consultation == sa.bindparam("consultation"),
)
_until = (
    sa.select(sa.func.max(inquiries.c.until, type_=inquiries.c.until.type))
    .join(submissions, submissions.c.id == inquiries.c.submission_id)
    .where(submissions.c.reference == sa.bindparam("reference"))
)


_answered = sa.and_(chronicle.c.room == "inquiries", chronicle.c.kind == "answered")
_unanswered = sa.not_(
    sa.or_(
        sa.exists().where(retractions.c.submission_id == inquiries.c.submission_id),
        sa.exists().where(chronicle.c.subject_id == inquiries.c.id, _answered),
    )
)
"""Neither was the contribution corrected, nor the form filled in."""


def insert(tx: Transaction, inquiry: Inquiry, submission_id: UUID, asked_by: UUID) -> None:
    wrapped, envelope = new_envelope(
        tx.keys, _row(inquiry.id, inquiry.consultation), {"text": inquiry.text, "form": inquiry.form}
    )
    key = {"id": inquiry.id, "kek": wrapped.kek, "wrapped": wrapped.wrapped}
    tx.connection.execute(sa.insert(data_keys), key)
    row = {
        "id": inquiry.id,
        "consultation": inquiry.consultation,
        "submission_id": submission_id,
        "asked_by": asked_by,
        "asked_at": inquiry.asked_at,
        "until": inquiry.until,
        "envelope": envelope,
    }
    tx.connection.execute(sa.insert(inquiries), row)


def of_submission(tx: Transaction, submission_id: UUID) -> tuple[Inquiry, ...]:
    """The oldest first."""
    rows = tx.connection.execute(_of_submission, {"of_submission": submission_id})
    return tuple(_inquiry(tx, row) for row in rows)


def of_respondent(tx: Transaction, consultation: str, respondent_id: UUID) -> tuple[Inquiry, ...]:
    """About all that the respondent sent, the oldest first."""
    asked = {"consultation": consultation, "respondent_id": respondent_id}
    return tuple(_inquiry(tx, row) for row in tx.connection.execute(_of_respondent, asked))


def about(tx: Transaction, consultation: str) -> tuple[tuple[UUID, UUID], ...]:
    """Each contribution that something was asked about, and the question, the oldest first."""
    found = sa.select(inquiries.c.submission_id, inquiries.c.id).where(
        inquiries.c.consultation == consultation
    )
    rows = tx.connection.execute(found.order_by(inquiries.c.asked_at, inquiries.c.id))
    return tuple((row.submission_id, row.id) for row in rows)


def count_answered(tx: Transaction, consultation: str, since: datetime) -> int:
    """Small forms that were filled in after this instant."""
    found = sa.select(sa.func.count()).where(
        _answered, chronicle.c.consultation == consultation, chronicle.c.at > since
    )
    return int(tx.connection.execute(found).scalar_one())


def until(tx: Transaction, reference: str) -> datetime | None:
    """Until when the contribution may be corrected because somebody asks; None where nobody ever did."""
    latest: datetime | None = tx.connection.execute(_until, {"reference": reference}).scalar_one()
    return latest


def count_ending(tx: Transaction, consultation: str, after: datetime, until: datetime) -> int:
    """About how many contributions without an answer yet the term ends between these instants."""
    found = sa.select(sa.func.count(sa.distinct(inquiries.c.submission_id))).where(
        inquiries.c.consultation == consultation,
        inquiries.c.until > after,
        inquiries.c.until <= until,
        _unanswered,
    )
    return int(tx.connection.execute(found).scalar_one())


def ending(tx: Transaction, consultation: str, after: datetime, until: datetime) -> tuple[Ending, ...]:
    """Those that nobody has answered and whose term ends between these instants, the nearest first."""
    found = (
        sa.select(inquiries.c.id, submissions.c.respondent_id, inquiries.c.until)
        .join(submissions, submissions.c.id == inquiries.c.submission_id)
        .where(
            inquiries.c.consultation == consultation,
            inquiries.c.until > after,
            inquiries.c.until <= until,
            _unanswered,
        )
        .order_by(inquiries.c.until, inquiries.c.id)
    )
    return tuple(Ending(*row) for row in tx.connection.execute(found))


def _row(inquiry_id: UUID, consultation: str) -> Row:
    return Row(inquiries.name, inquiry_id, consultation)


def _inquiry(tx: Transaction, row: sa.Row[*tuple[Any, ...]]) -> Inquiry:
    wrapped = WrappedKey(row.kek, row.wrapped)
    content = open_envelope(tx.keys, _row(row.id, row.consultation), wrapped, row.envelope)
    return Inquiry(
        id=row.id,
        consultation=row.consultation,
        reference=row.reference,
        text=str(content["text"]),
        asked_at=row.asked_at,
        until=row.until,
        form=str(content.get("form", "")),
    )
