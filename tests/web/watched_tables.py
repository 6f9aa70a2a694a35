"""Which tables a request wrote to: each has a trigger that notes its name, in the same transaction.

What is rolled back is not noted, nor is a row that was written as it stood.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from consultkit.storage import Archive
from consultkit.storage.tables import metadata


class WatchedTables:
    """Of one database. Its note of what was written is a table of its own."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    def forget(self) -> None:
        _execute(self._archive, ["DELETE FROM written"])

    def written(self) -> frozenset[str]:
        """The tables that hold something else since `forget`."""
        with self._archive.reading() as tx:
            return frozenset(tx.connection.scalars(sa.text("SELECT DISTINCT name FROM written")))


@contextmanager
def watched(archive: Archive) -> Iterator[WatchedTables]:
    """Afterwards the database is as it was: others use it."""
    watch, unwatch = _WATCHES[archive.engine.dialect.name]
    tables = metadata.sorted_tables
    _execute(archive, ["CREATE TABLE written (name text)"])
    _execute(archive, (one for table in tables for one in watch(table)))
    try:
        yield WatchedTables(archive)
    finally:
        _execute(archive, (one for table in tables for one in unwatch(table)))
        _execute(archive, ["DROP TABLE written"])


def _execute(archive: Archive, statements: Iterable[str]) -> None:
    with archive.writing() as tx:
        for statement in statements:
            tx.connection.exec_driver_sql(statement)


def _on_sqlite(table: sa.Table) -> list[str]:
    other = " OR ".join(f'OLD."{column.name}" IS NOT NEW."{column.name}"' for column in table.columns)
    noted = f"BEGIN INSERT INTO written VALUES ('{table.name}'); END"
    return [
        f"CREATE TRIGGER watch_{table.name}_{event} AFTER {event} ON {table.name} {when} {noted}"
        for event, when in (("INSERT", ""), ("DELETE", ""), ("UPDATE", f"WHEN {other}"))
    ]


def _on_postgresql(table: sa.Table) -> list[str]:
    name = f"watch_{table.name}"
    noted = f"$$ BEGIN INSERT INTO written VALUES ('{table.name}'); RETURN NULL; END $$"
    events = {"INSERT": "", "DELETE": "", "UPDATE": "WHEN (OLD.* IS DISTINCT FROM NEW.*)"}
    return [
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS {noted}",
        *(
            f"CREATE TRIGGER {name}_{event} AFTER {event} ON {table.name} FOR EACH ROW {when} "
            f"EXECUTE FUNCTION {name}()"
            for event, when in events.items()
        ),
    ]


def _off_sqlite(table: sa.Table) -> list[str]:
    return [f"DROP TRIGGER watch_{table.name}_{event}" for event in ("INSERT", "DELETE", "UPDATE")]


def _off_postgresql(table: sa.Table) -> list[str]:
    return [f"DROP FUNCTION watch_{table.name} CASCADE"]


_WATCHES = {"sqlite": (_on_sqlite, _off_sqlite), "postgresql": (_on_postgresql, _off_postgresql)}
