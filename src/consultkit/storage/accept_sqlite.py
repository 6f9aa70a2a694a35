"""The submit transaction on SQLite: the same statements for each table, each run for all submissions at once.

SQLite has no data-modifying CTEs, and no server to wait for. The transaction is already begun.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from consultkit.storage.prepared import Prepared
from consultkit.storage.tables import (
    data_keys,
    drafts,
    facets,
    outbox,
    receipt_leaves,
    receipts,
    submissions,
    tally_deltas,
)
from consultkit.storage.tables.base import Instant, document
from consultkit.storage.windows import decisions_of


class SomeChangedError(Exception):
    """Some of several drafts changed since they were judged: each must be tried alone."""


def accept_all(connection: sa.Connection, rows: Sequence[Mapping[str, Any]]) -> frozenset[UUID]:
    """Which drafts were taken. Raises SomeChangedError when it is some of them but not all."""
    given = [{_name(column): value for column, value in row.items()} for row in rows]
    take, *writes = _statements(connection.dialect)
    taken = take.run_for_each(connection, given).rowcount
    if taken != len(rows):
        if len(rows) > 1:
            raise SomeChangedError
        return frozenset()
    for write in writes:
        write.run_for_each(connection, given)
    return frozenset(row["id"] for row in rows)


def _name(column: str) -> str:
    # SQLAlchemy keeps the bare names of columns to itself in INSERT and UPDATE.
    return f"given_{column}"


def _given(column: str, kind: sa.types.TypeEngine[Any]) -> sa.BindParameter[Any]:
    return sa.bindparam(_name(column), type_=kind)


def _same(table: sa.Table, *columns: str) -> dict[str, sa.ColumnElement[Any]]:
    return {column: _given(column, table.c[column].type) for column in columns}


_ID = _given("id", sa.Uuid())
_CONSULTATION = _given("consultation", sa.Text())
_ONE = sa.literal_column("1", sa.Integer())


@cache
def _statements(dialect: sa.Dialect) -> tuple[Prepared, ...]:
    statements = (_take(), _rekey(), *_inserts(), _insert_routes(), _insert_facets())
    return tuple(Prepared(statement, dialect) for statement in statements)


def _take() -> sa.Delete:
    return sa.delete(drafts).where(
        drafts.c.id == _ID,
        drafts.c.version == _given("version", sa.Integer()),
        decisions_of(_CONSULTATION) == _given("events", sa.Integer()),
    )


def _rekey() -> sa.Update:
    # The draft's key makes place for the submission's: one write instead of two.
    return sa.update(data_keys).where(data_keys.c.id == _ID).values(_same(data_keys, "kek", "wrapped"))


def _inserts() -> tuple[sa.Insert, ...]:
    proof = ("reference", "consultation", "form_digest", "received_at", "late_by_ms")
    return (
        sa.insert(submissions).values(
            {
                "id": _ID,
                **_same(submissions, *proof, "respondent_id", "submit_key", "open_answers", "envelope"),
                **_same(submissions, "decided_at", "only_one"),
            }
        ),
        sa.insert(receipts).values(
            {
                "submission_id": _ID,
                **_same(receipts, *proof, "answers_sha256", "signed_by", "signature"),
            }
        ),
        sa.insert(receipt_leaves).values(_same(receipt_leaves, "leaf", "consultation", "received_at")),
        sa.insert(tally_deltas).values(
            {"consultation": _CONSULTATION, "marks": _given("tallied", document), "change": _ONE}
        ),
    )


def _insert_routes() -> sa.Insert:
    route = _elements("routes")
    at = _given("decided_at", Instant())
    row = {
        "id": _text(route, 0),
        "kind": sa.literal_column("'route'"),
        "consultation": _CONSULTATION,
        "plugin": _text(route, 1),
        "subject_id": _ID,
        "payload": sa.literal_column("'{}'"),
        "created_at": at,
        "next_at": at,
        "attempts": sa.literal_column("0"),
    }
    return sa.insert(outbox).from_select(list(row), sa.select(*row.values()).select_from(route))


def _insert_facets() -> sa.Insert:
    mark = _elements("marks")
    row = {
        "consultation": _CONSULTATION,
        "question": _text(mark, 0),
        "code": _text(mark, 1),
        "submission_id": _ID,
    }
    return sa.insert(facets).from_select(list(row), sa.select(*row.values()).select_from(mark))


def _elements(column: str) -> sa.TableValuedAlias:
    return sa.func.json_each(_given(column, document)).table_valued(sa.column("value", sa.Text()))


def _text(element: sa.TableValuedAlias, place: int) -> sa.ColumnElement[str]:
    return sa.func.json_extract(element.c.value, sa.literal_column(f"'$[{place}]'"), type_=sa.Text())
