"""The few SQL functions that the two databases spell differently."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
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
        bound = sa.bindparam(parameter, type_=document)
        if dialect == "postgresql":
            self.rows = sa.func.jsonb_array_elements(bound).table_valued(
                sa.column("value", postgresql.JSONB())
            )
            self.first, self.second = (self.rows.c.value[n].astext for n in (0, 1))
        else:
            self.rows = sa.func.json_each(bound).table_valued(sa.column("value", sa.Text))
            self.first, self.second = (sa.func.json_extract(self.rows.c.value, f"$[{n}]") for n in (0, 1))
