"""When a rehearsal was begun."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from consultkit.storage.archive import Transaction
from consultkit.storage.tables import rehearsals
from consultkit.storage.upsert import upserting


def begin(tx: Transaction, starts_at: datetime, began_at: datetime) -> None:
    statement = upserting(tx, rehearsals).values(starts_at=starts_at, began_at=began_at)
    tx.connection.execute(
        statement.on_conflict_do_update(index_elements=["starts_at"], set_={"began_at": began_at})
    )


def began_at(tx: Transaction, starts_at: datetime) -> datetime | None:
    """In real time; None when that date was never rehearsed."""
    found: datetime | None = tx.connection.scalar(
        sa.select(rehearsals.c.began_at).where(rehearsals.c.starts_at == starts_at)
    )
    return found
