"""Engines for the two databases, set so that an acknowledged commit survives a crash.

Drivers are left in autocommit: `Archive` says BEGIN, and only where several statements belong together. A
statement that stands alone then costs one exchange with the server instead of three.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine.interfaces import DBAPIConnection

from consultkit.records import Json, canonical_json

BUSY_TIMEOUT_SECONDS = 30


def engine_for(url: str) -> sa.Engine:
    """`sqlite:///path/to/file.db` or `postgresql+psycopg://…` (plain `postgresql://` is taken as psycopg)."""
    parsed = sa.make_url(url)
    return _sqlite(parsed) if parsed.get_backend_name() == "sqlite" else _postgresql(parsed)


def _postgresql(url: sa.URL) -> sa.Engine:
    engine = _engine(url.set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    sa.event.listen(engine, "connect", _keep_plans)
    sa.event.listen(engine, "handle_error", _leave_out_values)
    return engine


def _sqlite(url: sa.URL) -> sa.Engine:
    if url.database:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    arguments = {"timeout": BUSY_TIMEOUT_SECONDS, "check_same_thread": False, "isolation_level": None}
    engine = _engine(url, connect_args=arguments)
    sa.event.listen(engine, "connect", _set_pragmas)
    return engine


def _engine(url: sa.URL, **options: Any) -> sa.Engine:
    return sa.create_engine(
        url,
        json_serializer=_json,
        # Parameters hold answers: they have no place in a message or a log.
        hide_parameters=True,
        # `Archive` rolls back what it has begun; what stands alone leaves nothing to roll back.
        skip_autocommit_rollback=True,
        **options,
    )


def _keep_plans(connection: DBAPIConnection, _record: object) -> None:
    # Our statements find rows by keys: planning them anew for each value costs more than running them.
    cursor = connection.cursor()
    cursor.execute("SET plan_cache_mode = force_generic_plan")
    cursor.close()


def _leave_out_values(context: sa.ExceptionContext) -> None:
    # PostgreSQL adds the whole row to its complaint ("Failing row contains …"): answers, in a log.
    primary = getattr(getattr(context.original_exception, "diag", None), "message_primary", None)
    if primary:
        context.original_exception.args = (primary,)
        if context.sqlalchemy_exception:
            context.sqlalchemy_exception.args = (primary,)


def _set_pragmas(connection: sqlite3.Connection, _record: object) -> None:
    cursor = connection.cursor()
    # Read first: the change to WAL wants the file alone, and would wait for every other process.
    if cursor.execute("PRAGMA journal_mode").fetchone() != ("wal",):
        cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    # What is deleted is overwritten: a destroyed key must not be found in a free page of the file.
    cursor.execute("PRAGMA secure_delete=ON")
    cursor.close()


def _json(document: Json) -> str:
    return canonical_json(document).decode()
