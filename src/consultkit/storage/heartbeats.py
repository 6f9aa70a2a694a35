"""When each worker was last at work, by the clock of the database."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa

from consultkit.storage.archive import Transaction
from consultkit.storage.tables import heartbeats
from consultkit.storage.upsert import upserting

KEPT = timedelta(days=7)


def beat(tx: Transaction, worker: UUID) -> None:
    """This worker is at work now. Those not seen for a week are forgotten."""
    now = tx.database_now()
    statement = upserting(tx, heartbeats).values(worker=worker, began_at=now, seen_at=now)
    tx.connection.execute(statement.on_conflict_do_update(index_elements=["worker"], set_={"seen_at": now}))
    tx.connection.execute(sa.delete(heartbeats).where(heartbeats.c.seen_at < now - KEPT))


def last_seen(tx: Transaction) -> timedelta | None:
    """How long ago the last worker was at work; None when none was for a week."""
    seen: datetime | None = tx.connection.scalar(sa.select(sa.func.max(heartbeats.c.seen_at)))
    return None if seen is None else max(timedelta(0), tx.database_now() - seen)
