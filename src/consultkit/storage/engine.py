"""Engines for the two databases, set so that an acknowledged commit survives a crash."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import sqlalchemy as sa

BUSY_TIMEOUT_SECONDS = 30


def engine_for(url: str) -> sa.Engine:
    """`sqlite:///path/to/file.db` or `postgresql+psycopg://…` (plain `postgresql://` is taken as psycopg)."""
    parsed = sa.make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return _sqlite(parsed)
    return sa.create_engine(parsed.set(drivername="postgresql+psycopg"), pool_pre_ping=False)


def _sqlite(url: sa.URL) -> sa.Engine:
    if url.database:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = sa.create_engine(url, connect_args={"timeout": BUSY_TIMEOUT_SECONDS, "check_same_thread": False})
    sa.event.listen(engine, "connect", _set_pragmas)
    sa.event.listen(engine, "begin", _begin_as_writer)
    return engine


def _set_pragmas(connection: sqlite3.Connection, _record: object) -> None:
    # SQLAlchemy, not the driver, says BEGIN: see _begin_as_writer.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


def _begin_as_writer(connection: sa.Connection) -> None:
    # A deferred transaction that reads first and writes later can fail half-way with SQLITE_BUSY.
    if connection.get_isolation_level() != "AUTOCOMMIT":
        connection.exec_driver_sql("BEGIN IMMEDIATE")
