"""Holding something that has no row of its own to lock, such as an address before there is an account."""

from __future__ import annotations

import sqlalchemy as sa

from consultkit.storage.archive import Transaction


def hold(tx: Transaction, kind: str, value: str) -> None:
    """Until the transaction ends, nobody else holds this value. SQLite has one writer anyway."""
    if tx.on_postgresql:
        number = int(tx.keys.keyed_digest(kind, value)[:15], 16)
        tx.connection.execute(sa.select(sa.func.pg_advisory_xact_lock(number)))
