"""Engines for the two databases, set so that an acknowledged commit survives a crash."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from consultkit.records import Json, canonical_json

BUSY_TIMEOUT_SECONDS = 30
READING = "consultkit_reading"


def engine_for(url: str) -> sa.Engine:
    """`sqlite:///path/to/file.db` or `postgresql+psycopg://…` (plain `postgresql://` is taken as psycopg)."""
    parsed = sa.make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return _sqlite(parsed)
    return _engine(parsed.set(drivername="postgresql+psycopg"))


def reading_options(engine: sa.Engine) -> dict[str, object]:
    """Execution options under which each statement stands alone: no BEGIN and no COMMIT go over the wire."""
    if engine.dialect.name == "sqlite":
        return {READING: True}
    return {"isolation_level": "AUTOCOMMIT"}


def _engine(url: sa.URL, **options: Any) -> sa.Engine:
    # Parameters hold answers: they have no place in a message or a log.
    return sa.create_engine(url, json_serializer=_json, hide_parameters=True, **options)


def _sqlite(url: sa.URL) -> sa.Engine:
    if url.database:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    arguments = {"timeout": BUSY_TIMEOUT_SECONDS, "check_same_thread": False}
    engine = _engine(url, connect_args=arguments)
    sa.event.listen(engine, "connect", _set_pragmas)
    sa.event.listen(engine, "begin", _begin_as_writer)
    return engine


def _set_pragmas(connection: sqlite3.Connection, _record: object) -> None:
    # SQLAlchemy, not the driver, says BEGIN: see _begin_as_writer.
    connection.isolation_level = None
    cursor = connection.cursor()
    # Read first: the change to WAL wants the file alone, and would wait for every other process.
    if cursor.execute("PRAGMA journal_mode").fetchone() != ("wal",):
        cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


def _begin_as_writer(connection: sa.Connection) -> None:
    # A deferred transaction that reads first and writes later can fail half-way with SQLITE_BUSY.
    if READING not in connection.get_execution_options():
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _json(document: Json) -> str:
    return canonical_json(document).decode()
