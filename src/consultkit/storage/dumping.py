"""A database as files, as of one instant, while others write: its content, and apart from it its row keys.

Without the row keys (`data_keys`) nothing protected in the content opens: so they have a life of their own.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from consultkit.errors import ConfigurationError, ServiceError
from consultkit.storage.engine import engine_for
from consultkit.storage.tables import attachments, data_keys, metadata

BATCH = 5_000
_KEYS = data_keys.name
_revision = sa.text("SELECT version_num FROM alembic_version")


@dataclass(frozen=True, slots=True)
class Dumped:
    """What the files hold."""

    revision: str
    """Of the migrations."""
    counts: Mapping[str, int]
    """Rows, by table."""
    file_names: Sequence[str]
    """What belongs to it in the file store."""


def dump(url: str, content: Path, keys: Path) -> Dumped:
    """Write the two files. Raises ConfigurationError without pg_dump, ServiceError where it fails."""
    parsed = sa.make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return _dump_sqlite(str(parsed.database), content, keys)
    return _dump_postgresql(parsed, content, keys)


def restore(url: str, content: Path, keys: Path) -> None:
    """Fill an empty database. Raises ConfigurationError where it is not, and as `dump`."""
    parsed = sa.make_url(url)
    if parsed.get_backend_name() == "sqlite":
        _restore_sqlite(Path(str(parsed.database)), content)
    else:
        _restore_postgresql(parsed, content)
    engine = engine_for(url)
    with engine.begin() as connection:
        for rows in _batches(_read_keys(keys)):
            connection.execute(sa.insert(data_keys), rows)
    engine.dispose()


# --- SQLite ------------------------------------------------------------------------


def _dump_sqlite(database: str, content: Path, keys: Path) -> Dumped:
    with closing(sqlite3.connect(database)) as live, closing(sqlite3.connect(content)) as copy:
        live.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
    engine = sa.create_engine(f"sqlite:///{content}")
    with engine.connect() as connection:
        dumped = _described(connection, keys)
        connection.execute(sa.delete(data_keys))
        connection.commit()
    engine.dispose()
    # Otherwise the keys would still lie in the pages that they left.
    with closing(sqlite3.connect(content)) as copy:
        copy.execute("VACUUM")
    return dumped


def _restore_sqlite(database: Path, content: Path) -> None:
    if database.exists() and database.stat().st_size:
        raise _not_empty(str(database))
    database.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(content, database)
    database.chmod(0o600)


# --- PostgreSQL --------------------------------------------------------------------


def _dump_postgresql(url: sa.URL, content: Path, keys: Path) -> Dumped:
    engine = engine_for(url.render_as_string(hide_password=False))
    with engine.connect() as connection:
        connection.exec_driver_sql("BEGIN ISOLATION LEVEL REPEATABLE READ")
        snapshot = connection.exec_driver_sql("SELECT pg_export_snapshot()").scalar_one()
        dumped = _described(connection, keys)
        options = ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}"]
        _run(url, "pg_dump", *options, f"--exclude-table-data={_KEYS}", f"--file={content}")
        connection.exec_driver_sql("ROLLBACK")
    engine.dispose()
    return dumped


def _restore_postgresql(url: sa.URL, content: Path) -> None:
    engine = engine_for(url.render_as_string(hide_password=False))
    tables = sa.inspect(engine).get_table_names()
    engine.dispose()
    if tables:
        raise _not_empty(f"{url.host or ''}/{url.database}")
    options = ["--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction"]
    _run(url, "pg_restore", *options, f"--dbname={url.database}", str(content))


def _run(url: sa.URL, program: str, *options: str) -> None:
    found = shutil.which(program)
    if found is None:
        raise ConfigurationError(
            f"There is no {program} here, which reads and writes backups of PostgreSQL.",
            mend="Install the client programs of your PostgreSQL's version, and put them on PATH.",
        )
    done = subprocess.run(  # noqa: S603 - our own words
        [found, *options], env=os.environ | _libpq(url), capture_output=True, text=True, check=False
    )
    if done.returncode:
        said = done.stderr.strip().splitlines()[-1:] or [f"it ended with {done.returncode}"]
        raise ServiceError(f"{program} did not succeed: {said[0][:300]}", code="backup")


def _libpq(url: sa.URL) -> dict[str, str]:
    """In the environment: what is on a command line, everybody on the machine can read."""
    host = url.host or url.query.get("host") or ""
    values = {
        "PGHOST": host if isinstance(host, str) else host[0],
        "PGPORT": str(url.port or ""),
        "PGUSER": url.username or "",
        "PGPASSWORD": str(url.password or ""),
        "PGDATABASE": url.database or "",
    }
    return {name: value for name, value in values.items() if value}


# --- both --------------------------------------------------------------------------


def _described(connection: sa.Connection, keys: Path) -> Dumped:
    """What is there, with its keys written to their file."""
    counts = {
        table.name: connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
        for table in metadata.sorted_tables
    }
    _write_keys(keys, connection.execute(sa.select(data_keys).execution_options(yield_per=BATCH)))
    names = tuple(sorted(one.hex for one in connection.scalars(sa.select(attachments.c.id))))
    return Dumped(str(connection.execute(_revision).scalar_one()), counts, names)


def _write_keys(path: Path, rows: Iterable[sa.Row[Any]]) -> None:
    descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "w") as file:
        for row in rows:
            file.write(json.dumps([row.id.hex, row.kek, b64encode(row.wrapped).decode()]) + "\n")
        file.flush()
        os.fsync(file.fileno())


def _read_keys(path: Path) -> Iterator[dict[str, object]]:
    with path.open() as file:
        for line in file:
            name, kek, wrapped = json.loads(line)
            yield {"id": UUID(name), "kek": kek, "wrapped": b64decode(wrapped)}


def _batches(rows: Iterable[dict[str, object]]) -> Iterator[list[dict[str, object]]]:
    waiting: list[dict[str, object]] = []
    for row in rows:
        waiting.append(row)
        if len(waiting) == BATCH:
            yield waiting
            waiting = []
    if waiting:
        yield waiting


def _not_empty(place: str) -> ConfigurationError:
    return ConfigurationError(
        f"There is something in {place} already: a backup is restored into an empty database.",
        mend="Name an empty one in CONSULTKIT_DATABASE_URL; keep this one until the other is checked.",
    )
