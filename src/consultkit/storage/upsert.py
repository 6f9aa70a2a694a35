"""INSERT … ON CONFLICT, which both databases have and SQLAlchemy keeps with each dialect."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from consultkit.storage.archive import Transaction


def upserting(tx: Transaction, table: sa.Table) -> postgresql.Insert | sqlite.Insert:
    return postgresql.insert(table) if tx.on_postgresql else sqlite.insert(table)
