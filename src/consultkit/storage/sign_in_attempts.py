"""Tries to guess a password, by address: counted in the database, so that every worker counts them all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

import sqlalchemy as sa

from consultkit.storage.archive import Transaction
from consultkit.storage.tables import sign_in_attempts


@dataclass(frozen=True, slots=True)
class Tries:
    """How many there were, and when the last one was."""

    count: int
    last_at: datetime | None


def since(tx: Transaction, address: str, instant: datetime) -> Tries:
    at = sign_in_attempts.c.at
    where = sa.and_(sign_in_attempts.c.whose == _index(tx, address), at > instant)
    row = tx.connection.execute(sa.select(sa.func.count(), sa.func.max(at)).where(where)).one()
    return Tries(*row)


def add(tx: Transaction, address: str, at: datetime) -> None:
    tx.connection.execute(sa.insert(sign_in_attempts).values(id=uuid4(), whose=_index(tx, address), at=at))


def forget(tx: Transaction, address: str) -> None:
    """The owner came in."""
    where = sign_in_attempts.c.whose == _index(tx, address)
    tx.connection.execute(sa.delete(sign_in_attempts).where(where))


def purge(tx: Transaction, before: datetime) -> int:
    return tx.connection.execute(sa.delete(sign_in_attempts).where(sign_in_attempts.c.at < before)).rowcount


def _index(tx: Transaction, address: str) -> str:
    return tx.keys.keyed_digest("email", address)
