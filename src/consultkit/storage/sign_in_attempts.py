"""Tries to guess a secret: counted in the database, so that every worker counts them all.

Each is counted for what is guarded and for where it came from: a kind and a value, kept as a keyed digest.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias
from uuid import uuid4

import sqlalchemy as sa

from consultkit.storage.archive import Transaction
from consultkit.storage.tables import sign_in_attempts

Kind: TypeAlias = Literal["email", "origin", "letters", "second-factor"]
"""An address, a network address, letters asked for from a network address, an account's second factor."""


@dataclass(frozen=True, slots=True)
class Tries:
    """How many there were, and when the last one was."""

    count: int
    last_at: datetime | None


def since(tx: Transaction, kind: Kind, value: str, instant: datetime) -> Tries:
    at = sign_in_attempts.c.at
    where = sa.and_(sign_in_attempts.c.whose == _digest(tx, kind, value), at > instant)
    row = tx.connection.execute(sa.select(sa.func.count(), sa.func.max(at)).where(where)).one()
    return Tries(*row)


def add(tx: Transaction, kind: Kind, value: str, at: datetime) -> None:
    made = sa.insert(sign_in_attempts).values(id=uuid4(), whose=_digest(tx, kind, value), at=at)
    tx.connection.execute(made)


def take_back(tx: Transaction, kind: Kind, value: str) -> None:
    """Uncount the last try: it was not a guess."""
    mine = sign_in_attempts.c.whose == _digest(tx, kind, value)
    last = sa.select(sign_in_attempts.c.id).where(mine).order_by(sign_in_attempts.c.at.desc()).limit(1)
    tx.connection.execute(sa.delete(sign_in_attempts).where(sign_in_attempts.c.id.in_(last)))


def forget(tx: Transaction, kind: Kind, value: str) -> None:
    """The owner came in."""
    where = sign_in_attempts.c.whose == _digest(tx, kind, value)
    tx.connection.execute(sa.delete(sign_in_attempts).where(where))


def purge(tx: Transaction, before: datetime) -> int:
    return tx.connection.execute(sa.delete(sign_in_attempts).where(sign_in_attempts.c.at < before)).rowcount


def _digest(tx: Transaction, kind: Kind, value: str) -> str:
    return tx.keys.keyed_digest(kind, value)
