"""Statements worked out once, where working them out again each time would cost more than running them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.compiler import SQLCompiler


class Prepared:
    """A statement in the words of a database that takes its parameters by place."""

    def __init__(self, statement: sa.ClauseElement, dialect: sa.Dialect) -> None:
        compiled = dialect.statement_compiler(dialect, statement)
        self._sql = str(compiled)
        self._parameters = _in_order(compiled, dialect)

    def run_for_each(
        self, connection: sa.Connection, rows: Sequence[Mapping[str, Any]]
    ) -> sa.CursorResult[Any]:
        """Run it once for each row of parameters, given by name."""
        written = [tuple(write(row[name]) for name, write in self._parameters) for row in rows]
        return connection.exec_driver_sql(self._sql, written)


def _in_order(compiled: SQLCompiler, dialect: sa.Dialect) -> tuple[tuple[str, Callable[[Any], Any]], ...]:
    names = compiled.positiontup or ()
    return tuple((name, _writer(compiled.binds[name].type, dialect)) for name in names)


def _writer(kind: sa.types.TypeEngine[Any], dialect: sa.Dialect) -> Callable[[Any], Any]:
    """How a value of this type is handed to the driver."""
    return kind.dialect_impl(dialect).bind_processor(dialect) or _as_it_is


def _as_it_is(value: object) -> object:
    return value
