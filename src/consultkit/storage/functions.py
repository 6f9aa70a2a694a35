"""The few SQL functions that the two databases spell differently."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler

from consultkit.storage.tables.base import Instant


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
