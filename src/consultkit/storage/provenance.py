"""Which answers of a contribution were told by a register. Never the answers themselves."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from uuid import UUID

import sqlalchemy as sa

from consultkit.records import Provenance
from consultkit.storage.archive import Transaction
from consultkit.storage.tables import provenance

_columns = (provenance.c.question, provenance.c.source, provenance.c.told_at)
_of = sa.select(*_columns).where(provenance.c.contribution_id == sa.bindparam("contribution_id"))


def of_contribution(tx: Transaction, contribution_id: UUID) -> dict[str, Provenance]:
    """By question. A submission has the id of its draft, and keeps what was noted of it."""
    rows = tx.connection.execute(_of, {"contribution_id": contribution_id})
    return {row.question: Provenance(row.source, row.told_at) for row in rows}


def forget(tx: Transaction, contribution_id: UUID, questions: Collection[str]) -> None:
    """Somebody else answers these now."""
    if questions:
        those = provenance.c.question.in_(sorted(questions))
        tx.connection.execute(
            sa.delete(provenance).where(provenance.c.contribution_id == contribution_id, those)
        )


def note(tx: Transaction, contribution_id: UUID, told: Mapping[str, Provenance]) -> None:
    """Of questions of which nothing is noted."""
    rows = [
        {"contribution_id": contribution_id, "question": question, "source": one.source, "told_at": one.at}
        for question, one in told.items()
    ]
    if rows:
        tx.connection.execute(sa.insert(provenance), rows)
