"""The one door to the database: who comes in reads, or writes alone until the commit."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa

from consultkit.storage.engine import engine_for, reading_options
from consultkit.storage.sealing import KeyRing
from consultkit.storage.tables.base import Instant


@dataclass(frozen=True, slots=True)
class Transaction:
    """An open transaction and the keys that its rows need. The functions of this room take it first."""

    connection: sa.Connection
    keys: KeyRing

    @property
    def on_postgresql(self) -> bool:
        return self.connection.dialect.name == "postgresql"

    def database_now(self) -> datetime:
        """The database's own clock, in UTC: the one that judges. SQLite has only this machine's."""
        if not self.on_postgresql:
            return datetime.now(UTC)
        return self.connection.execute(sa.select(sa.func.clock_timestamp(type_=Instant()))).scalar_one()


class Archive:
    """A database and the keys to what it protects."""

    def __init__(self, url: str, keys: KeyRing) -> None:
        self.keys = keys
        self.engine = engine_for(url)
        self._reading = reading_options(self.engine)
        # SQLite takes one writer at a time and starves the others when they are left to race for it.
        self._writer: AbstractContextManager[object] = (
            threading.Lock() if self.engine.dialect.name == "sqlite" else nullcontext()
        )

    @contextmanager
    def reading(self) -> Iterator[Transaction]:
        """Statements that only read, each on its own."""
        with self.engine.connect() as connection:
            connection.execution_options(**self._reading)
            yield Transaction(connection, self.keys)

    @contextmanager
    def writing(self) -> Iterator[Transaction]:
        """One transaction, durable when the block ends, undone when it raises."""
        with self._writer, self.engine.begin() as connection:
            yield Transaction(connection, self.keys)

    def close(self) -> None:
        self.engine.dispose()
