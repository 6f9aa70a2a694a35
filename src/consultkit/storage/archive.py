"""The one door to the database: who comes in reads, or writes alone until the commit."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime

import sqlalchemy as sa

from consultkit.errors import ServiceError
from consultkit.storage.engine import engine_for
from consultkit.storage.sealing import KeyRing
from consultkit.storage.tables.base import Instant


@dataclass(frozen=True, slots=True)
class Transaction:
    """An open transaction and the keys that its rows need. The functions of this room take it first."""

    connection: sa.Connection
    keys: KeyRing
    at_the_end: list[Callable[[Transaction], None]] = field(default_factory=list, repr=False, compare=False)
    """What is still to be done right before the commit, see `audit.note`. Only `writing` does it."""

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
        if self.one_writer:
            # A deferred transaction that reads first and writes later can fail half-way with SQLITE_BUSY.
            self._begin = "BEGIN IMMEDIATE"
            # One writer at a time; others starve when they are left to race for the file.
            self._turn: AbstractContextManager[object] = threading.Lock()
        else:
            self._begin = "BEGIN"
            self._turn = nullcontext()

    @property
    def one_writer(self) -> bool:
        """Whether the database takes one writer at a time (SQLite)."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def reading(self) -> Iterator[Transaction]:
        """Statements that only read, each on its own."""
        with self._connected() as connection:
            yield Transaction(connection, self.keys)

    @contextmanager
    def snapshot(self) -> Iterator[Transaction]:
        """Statements that only read, all of them as of one instant, however long they take."""
        with self._connected() as connection:
            try:
                connection.exec_driver_sql(
                    "BEGIN" if self.one_writer else "BEGIN ISOLATION LEVEL REPEATABLE READ"
                )
                yield Transaction(connection, self.keys)
            finally:
                _undo(connection)

    @contextmanager
    def writing(self) -> Iterator[Transaction]:
        """One transaction, durable when the block ends, undone when it raises."""
        with self._turn, self._connected() as connection:
            try:
                connection.exec_driver_sql(self._begin)
                tx = Transaction(connection, self.keys)
                yield tx
                for last in tx.at_the_end:
                    last(tx)
                connection.exec_driver_sql("COMMIT")
            except BaseException:
                _undo(connection)
                raise

    @contextmanager
    def writing_at_once(self) -> Iterator[Transaction]:
        """For work that PostgreSQL does in one statement, which stands alone there; else like `writing`."""
        with self.writing() if self.one_writer else self.reading() as tx:
            yield tx

    def close(self) -> None:
        self.engine.dispose()

    @contextmanager
    def _connected(self) -> Iterator[sa.Connection]:
        """Raises ServiceError when the database is down, full or too busy: nothing was kept, try again."""
        try:
            with self.engine.connect() as connection:
                yield connection
        except sa.exc.OperationalError as error:
            raise ServiceError("The database does not answer.", code="database") from error


def _undo(connection: sa.Connection) -> None:
    # A connection that broke has nothing left to undo: the server has done it.
    if connection.invalidated:
        return
    try:
        connection.exec_driver_sql("ROLLBACK")
    except sa.exc.DBAPIError:
        # Left open, it would wait for whoever takes the connection next, and everybody else for it.
        connection.invalidate()
