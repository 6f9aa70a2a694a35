"""The journal of erasures, as the database has it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import sqlalchemy as sa

from consultkit.records import Erased
from consultkit.storage.archive import Transaction
from consultkit.storage.tables import erasures
from consultkit.storage.upsert import upserting

_all = sa.select(erasures.c.subject_id, erasures.c.kind, erasures.c.at, erasures.c.consultation)


def note(tx: Transaction, entries: Iterable[Erased]) -> None:
    """Once each: what is erased again keeps its first instant."""
    for one in entries:
        row = {
            "subject_id": one.subject_id,
            "kind": one.kind,
            "at": one.at,
            "consultation": one.consultation,
        }
        tx.connection.execute(upserting(tx, erasures).values(row).on_conflict_do_nothing())


def every(tx: Transaction) -> Sequence[Erased]:
    """The oldest first."""
    rows = tx.connection.execute(_all.order_by(erasures.c.at, erasures.c.subject_id))
    return [Erased(*row) for row in rows]
