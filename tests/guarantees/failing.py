"""A database driver whose n-th call fails: before the database has heard of it, or after it has done it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import sqlalchemy as sa

Failure = Callable[[Any], None]
CALLS = ("do_execute", "do_execute_no_params", "do_executemany")


class Calls:
    """Counts the calls of an engine's driver, and lets one of them fail."""

    def __init__(self, engine: sa.Engine) -> None:
        self._dialect = engine.dialect
        self._lost = sqlite3.OperationalError if engine.dialect.name == "sqlite" else psycopg.OperationalError
        self._fails_at, self._done_first = 0, False
        self.made = 0

    @contextmanager
    def failing(self, at: int, *, done_first: bool) -> Iterator[None]:
        """0 lets none fail."""
        self.made, self._fails_at, self._done_first = 0, at, done_first
        for name in CALLS:
            setattr(self._dialect, name, self._counted(getattr(self._dialect, name)))
        try:
            yield
        finally:
            for name in CALLS:
                delattr(self._dialect, name)

    def _counted(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def counted(cursor: Any, *arguments: Any, **named: Any) -> None:
            self.made += 1
            if self.made != self._fails_at:
                call(cursor, *arguments, **named)
                return
            if self._done_first:
                call(cursor, *arguments, **named)
            self._lose(cursor)

        return counted

    def _lose(self, cursor: Any) -> None:
        # On PostgreSQL the line breaks; a file stays open, and what it was asked to do has failed.
        if self._lost is psycopg.OperationalError:
            cursor.connection.close()
        raise self._lost("disk I/O error")
