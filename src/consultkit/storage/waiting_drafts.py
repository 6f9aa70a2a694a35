"""Drafts of a whole consultation, whoever's: to remind of, and to throw away when they cannot be sent."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa

from consultkit.storage.archive import Transaction
from consultkit.storage.tables import drafts, inquiries, submissions

_still_asked = (
    sa.exists()
    .where(submissions.c.reference == drafts.c.corrects)
    .where(inquiries.c.submission_id == submissions.c.id)
    .where(inquiries.c.until > sa.bindparam("now", type_=inquiries.c.until.type))
)
# What answers an official has a term of its own.
_of_this = sa.and_(drafts.c.consultation == sa.bindparam("of_consultation"), ~_still_asked)
_is_new = drafts.c.corrects.is_(None)
_not_told = sa.or_(drafts.c.reminded_for.is_(None), drafts.c.reminded_for != sa.bindparam("closes_at"))
_owner_and_id = (drafts.c.respondent_id, drafts.c.id)


class WaitingDraft(NamedTuple):
    """Its id, and whose it is."""

    id: UUID
    respondent_id: UUID


def claim_unreminded(
    tx: Transaction, consultation: str, closes_at: datetime, now: datetime, limit: int
) -> tuple[WaitingDraft, ...]:
    """Some whose owners were not written to about this closing, noted as if they were now: once for each.

    Not corrections: what these would replace is sent, and counts.
    """
    some = sa.select(drafts.c.id).where(_of_this, _is_new, _not_told).order_by(*_owner_and_id).limit(limit)
    if tx.on_postgresql:
        some = some.with_for_update(skip_locked=True)
    claim = (
        sa.update(drafts)
        .where(drafts.c.id.in_(some))
        .values(reminded_for=sa.bindparam("closes_at", type_=drafts.c.reminded_for.type))
        .returning(drafts.c.id, drafts.c.respondent_id)
    )
    values = {"of_consultation": consultation, "closes_at": closes_at, "now": now}
    return tuple(WaitingDraft(*row) for row in tx.connection.execute(claim, values))


def of_consultation(
    tx: Transaction, consultation: str, now: datetime, limit: int
) -> tuple[WaitingDraft, ...]:
    """Some of them."""
    some = sa.select(drafts.c.id, drafts.c.respondent_id).where(_of_this).order_by(*_owner_and_id)
    found = tx.connection.execute(some.limit(limit), {"of_consultation": consultation, "now": now})
    return tuple(WaitingDraft(*row) for row in found)
