"""Which contributions are kept, since when: ids and instants, without opening anything."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from consultkit.storage.archive import Transaction
from consultkit.storage.tables import retractions, submissions


@dataclass(frozen=True, slots=True)
class KeptContribution:
    """A contribution in its last version, whether it stands or was withdrawn."""

    id: UUID
    reference: str
    received_at: datetime
    respondent_id: UUID


def all_of(tx: Transaction, consultation: str) -> tuple[KeptContribution, ...]:
    """The oldest first."""
    replaced = sa.exists().where(
        retractions.c.submission_id == submissions.c.id, retractions.c.replaced_by.is_not(None)
    )
    found = (
        sa.select(
            submissions.c.id, submissions.c.reference, submissions.c.received_at, submissions.c.respondent_id
        )
        .where(submissions.c.consultation == consultation, ~replaced)
        .order_by(submissions.c.received_at, submissions.c.id)
    )
    return tuple(KeptContribution(*row) for row in tx.connection.execute(found))


def references_of(tx: Transaction, ids: Collection[UUID]) -> dict[UUID, str]:
    """By id, of those that are there."""
    found = sa.select(submissions.c.id, submissions.c.reference).where(submissions.c.id.in_(list(ids)))
    return {row.id: row.reference for row in tx.connection.execute(found)}


def counts(tx: Transaction) -> dict[str, int]:
    """How many submissions each consultation has, served or not."""
    found = sa.select(submissions.c.consultation, sa.func.count().label("number")).group_by(
        submissions.c.consultation
    )
    return {row.consultation: row.number for row in tx.connection.execute(found)}
