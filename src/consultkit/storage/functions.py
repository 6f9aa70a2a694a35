"""The few SQL functions that the two databases spell differently."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler

from consultkit.storage.tables.base import Instant, document


class database_clock(sa.sql.functions.FunctionElement[datetime]):  # noqa: N801 - it reads as SQL
    """The instant by the clock of the database, not that at which the transaction began."""

    type = Instant()
    inherit_cache = True


@compiles(database_clock, "postgresql")
def _postgresql_clock(_element: database_clock, _compiler: SQLCompiler, **_options: Any) -> str:
    return "clock_timestamp()"


@compiles(database_clock, "sqlite")
def _sqlite_clock(_element: database_clock, _compiler: SQLCompiler, **_options: Any) -> str:
    return "(strftime('%Y-%m-%d %H:%M:%f', 'now') || '000')"


class Pairs:
    """A JSON parameter `[[first, second], …]` as rows, so that one statement writes any number of them."""

    def __init__(self, parameter: str, dialect: str) -> None:
        array = sa.bindparam(parameter, type_=document)
        value = sa.column("value", document)
        if dialect == "postgresql":
            self.rows = sa.func.jsonb_array_elements(array).table_valued(value)
            self.first, self.second = (_element(self.rows.c.value, place) for place in "01")
            self.first_as_uuid: sa.ColumnElement[Any] = sa.cast(self.first, sa.Uuid())
        else:
            self.rows = sa.func.json_each(array).table_valued(value)
            self.first, self.second = (_extracted(self.rows.c.value, place) for place in "01")
            self.first_as_uuid = self.first


def _element(value: sa.ColumnElement[Any], place: str) -> sa.ColumnElement[str]:
    return value.op("->>", return_type=sa.Text())(sa.literal_column(place))


def _extracted(value: sa.ColumnElement[Any], place: str) -> sa.ColumnElement[str]:
    return sa.func.json_extract(value, sa.literal_column(f"'$[{place}]'"), type_=sa.Text())
