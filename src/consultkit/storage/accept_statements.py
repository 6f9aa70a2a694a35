"""The statements of the submit transaction. Their number and shape never change: each is prepared once.

The first deletes the draft, if it and its window are still what was judged; all others depend on it. On
PostgreSQL they are one statement, which costs one exchange with the server and is a transaction of its own.
SQLite has no data-modifying CTEs, and no server to wait for: there they are sent one after the other.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

import sqlalchemy as sa

from consultkit.storage.functions import Pairs
from consultkit.storage.prepared import Prepared
from consultkit.storage.tables import (
    data_keys,
    drafts,
    facets,
    outbox,
    receipts,
    submissions,
    tally_deltas,
)
from consultkit.storage.tables.base import Instant, document
from consultkit.storage.windows import decisions_of

Row: TypeAlias = Mapping[str, sa.ColumnElement[Any]]


def named(column: str) -> str:
    """The name of a parameter. SQLAlchemy keeps the bare names of columns to itself in INSERT and UPDATE."""
    return f"given_{column}"


def _given(name: str, kind: sa.types.TypeEngine[Any]) -> sa.BindParameter[Any]:
    return sa.bindparam(named(name), type_=kind)


_id = _given("id", sa.Uuid())
_consultation = _given("consultation", sa.Text())
_decided_at = _given("decided_at", Instant())

_take_draft = sa.delete(drafts).where(
    drafts.c.id == _id,
    drafts.c.version == _given("version", sa.Integer()),
    decisions_of(_consultation) == _given("events", sa.Integer()),
)


def _parameters(table: sa.Table, *columns: str) -> Row:
    return {name: _given(name, table.c[name].type) for name in columns}


_submission = _parameters(
    submissions,
    "id",
    "consultation",
    "respondent_id",
    "form_digest",
    "submit_key",
    "reference",
    "open_answers",
    "envelope",
    "received_at",
    "decided_at",
    "late_by_ms",
    "only_one",
)
_receipt = {
    "submission_id": _id,
    **_parameters(
        receipts,
        "reference",
        "consultation",
        "form_digest",
        "received_at",
        "answers_sha256",
        "late_by_ms",
    ),
}
_delta = {**_parameters(tally_deltas, "consultation", "marks"), "change": sa.literal_column("1")}


def _route(routes: Pairs) -> Row:
    return {
        "id": routes.first_as_uuid,
        "kind": sa.literal_column("'route'"),
        "consultation": _consultation,
        "plugin": routes.second,
        "subject_id": _id,
        "payload": sa.literal_column("'{}'", type_=document),
        "created_at": _decided_at,
        "next_at": _decided_at,
        "attempts": sa.literal_column("0"),
    }


def _insert(table: sa.Table, row: Row, source: sa.FromClause | None = None) -> sa.Insert:
    """One row for each of the source; exactly one where there is no source."""
    select = sa.select(*row.values())
    if source is not None:
        select = select.select_from(source)
    return sa.insert(table).from_select(list(row), select)


def _insert_facets(marks: Pairs, source: sa.FromClause) -> sa.Insert:
    """The marks without a code are counted, but are no facets."""
    row: Row = {
        "consultation": _consultation,
        "question": marks.first,
        "code": marks.second,
        "submission_id": _id,
    }
    select = sa.select(*row.values()).select_from(source).where(marks.second != sa.literal_column("''"))
    return sa.insert(facets).from_select(list(row), select)


def _rekey(draft_id: sa.ColumnElement[Any]) -> sa.Update:
    # The draft's key makes place for the submission's: one write instead of two.
    return (
        sa.update(data_keys)
        .where(data_keys.c.id == draft_id)
        .values(_parameters(data_keys, "kek", "wrapped"))
    )


def _in_one() -> sa.Select[int]:
    """PostgreSQL: everything, or nothing when no draft was taken."""
    routes, marks = Pairs(named("routes"), "postgresql"), Pairs(named("marks"), "postgresql")
    taken = _take_draft.returning(drafts.c.id).cte("taken")
    writes = (
        _rekey(sa.select(taken.c.id).scalar_subquery()),
        _insert(submissions, _submission, taken),
        _insert(receipts, _receipt, taken),
        _insert(tally_deltas, _delta, taken),
        _insert(outbox, _route(routes), taken.join(routes.rows, sa.true())),
        _insert_facets(marks, taken.join(marks.rows, sa.true())),
    )
    ctes = (write.cte(f"write_{place}") for place, write in enumerate(writes))
    return sa.select(sa.func.count()).select_from(taken).add_cte(*ctes)


def _in_steps() -> tuple[sa.Delete | sa.Update | sa.Insert, ...]:
    routes, marks = Pairs(named("routes"), "sqlite"), Pairs(named("marks"), "sqlite")
    return (
        _take_draft,
        _rekey(_id),
        _insert(submissions, _submission),
        _insert(receipts, _receipt),
        _insert(tally_deltas, _delta),
        _insert(outbox, _route(routes), routes.rows),
        _insert_facets(marks, marks.rows),
    )


_MADE = {"postgresql": lambda: (_in_one(),), "sqlite": _in_steps}
_prepared: dict[str, tuple[Prepared, ...]] = {}


def statements_for(dialect: sa.Dialect) -> tuple[Prepared, ...]:
    """In the order to run them. The first one tells how many drafts were taken: one, or none."""
    if dialect.name not in _prepared:
        _prepared[dialect.name] = tuple(Prepared(made, dialect) for made in _MADE[dialect.name]())
    return _prepared[dialect.name]
