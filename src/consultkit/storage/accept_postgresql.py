"""The submit transaction on PostgreSQL: one statement, for any number of submissions.

It stands alone, hence is a transaction of its own, and costs one exchange with the server. Its text never
changes: what to write comes as one JSON parameter.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from consultkit.records import Json
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
from consultkit.storage.tables.base import Instant
from consultkit.storage.windows import decisions_of

_JSONB = postgresql.JSONB()
_GIVEN: dict[str, sa.types.TypeEngine[Any]] = {
    "id": sa.Uuid(),
    "version": sa.Integer(),
    "events": sa.Integer(),
    "consultation": sa.Text(),
    "respondent_id": sa.Uuid(),
    "form_digest": sa.Text(),
    "submit_key": sa.Text(),
    "reference": sa.Text(),
    "open_answers": _JSONB,
    "envelope": sa.Text(),
    "received_at": Instant(),
    "decided_at": Instant(),
    "late_by_ms": sa.BigInteger(),
    "only_one": sa.Text(),
    "kek": sa.Text(),
    "wrapped": sa.Text(),
    "answers_sha256": sa.Text(),
    "leaf": sa.Text(),
    "signed_by": sa.Text(),
    "signature": sa.Text(),
    "marks": _JSONB,
    "tallied": _JSONB,
    "routes": _JSONB,
}


def accept_all(connection: sa.Connection, rows: Sequence[Mapping[str, Any]]) -> frozenset[UUID]:
    """Which drafts were taken. Nothing at all is written for the others."""
    written = [{column: _as_json(value) for column, value in row.items()} for row in rows]
    return frozenset(connection.execute(_STATEMENT, {"given": written}).scalars())


def _as_json(value: Any) -> Json:
    if isinstance(value, bytes):
        return value.hex()
    return str(value) if isinstance(value, UUID | datetime) else value


def _statement() -> sa.Select[UUID]:
    given = (
        sa.func.jsonb_to_recordset(sa.bindparam("given", type_=_JSONB))
        .table_valued(*(sa.column(name, kind) for name, kind in _GIVEN.items()), name="given")
        .render_derived(with_types=True)
    )
    taken = (
        sa.delete(drafts)
        .where(
            drafts.c.id == given.c.id,
            drafts.c.version == given.c.version,
            decisions_of(given.c.consultation) == given.c.events,
        )
        .returning(*given.c)
        .cte("taken")
    )
    writes = (_rekey(taken), *_inserts(taken))
    # The draft's key makes place for the submission's: one write instead of two.
    ctes = (write.cte(f"write_{place}") for place, write in enumerate(writes))
    return sa.select(taken.c.id).add_cte(*ctes)


def _rekey(taken: sa.CTE) -> sa.Update:
    return (
        sa.update(data_keys)
        .where(data_keys.c.id == taken.c.id)
        .values(kek=taken.c.kek, wrapped=_bytes(taken.c.wrapped))
    )


def _inserts(taken: sa.CTE) -> tuple[sa.Insert, ...]:
    route, mark = _elements(taken.c.routes), _elements(taken.c.marks)
    return (
        _insert(
            submissions,
            _same(
                taken,
                "id",
                "consultation",
                "respondent_id",
                "form_digest",
                "submit_key",
                "reference",
                "open_answers",
                "received_at",
                "decided_at",
                "late_by_ms",
                "only_one",
            )
            | {"envelope": _bytes(taken.c.envelope)},
            taken,
        ),
        _insert(
            receipts,
            _same(
                taken,
                "reference",
                "consultation",
                "form_digest",
                "received_at",
                "answers_sha256",
                "late_by_ms",
                "signed_by",
            )
            | {"submission_id": taken.c.id, "signature": _bytes(taken.c.signature)},
            taken,
        ),
        _insert(
            receipt_leaves,
            _same(taken, "consultation", "received_at") | {"leaf": _bytes(taken.c.leaf)},
            taken,
        ),
        _insert(
            tally_deltas,
            _same(taken, "consultation") | {"marks": taken.c.tallied, "change": sa.literal_column("1")},
            taken,
        ),
        _insert(outbox, _route(taken, route), taken.join(route, sa.true())),
        _insert(facets, _facet(taken, mark), taken.join(mark, sa.true())),
    )


def _route(taken: sa.CTE, route: Any) -> dict[str, Any]:
    return {
        **_same(taken, "consultation"),
        "id": sa.cast(_text(route, 0), sa.Uuid()),
        "kind": sa.literal_column("'route'"),
        "plugin": _text(route, 1),
        "subject_id": taken.c.id,
        "payload": sa.literal_column("'{}'::jsonb"),
        "created_at": taken.c.decided_at,
        "next_at": taken.c.decided_at,
        "attempts": sa.literal_column("0"),
    }


def _facet(taken: sa.CTE, mark: Any) -> dict[str, Any]:
    return {
        **_same(taken, "consultation"),
        "question": _text(mark, 0),
        "code": _text(mark, 1),
        "submission_id": taken.c.id,
    }


def _insert(table: sa.Table, row: Mapping[str, Any], source: sa.FromClause) -> sa.Insert:
    return sa.insert(table).from_select(list(row), sa.select(*row.values()).select_from(source))


def _same(taken: sa.CTE, *columns: str) -> dict[str, Any]:
    return {name: taken.c[name] for name in columns}


def _bytes(column: sa.ColumnElement[str]) -> sa.ColumnElement[bytes]:
    return sa.func.decode(column, sa.literal_column("'hex'"), type_=sa.LargeBinary())


def _elements(array: sa.ColumnElement[Any]) -> Any:
    return sa.func.jsonb_array_elements(array).table_valued(sa.column("value", _JSONB), joins_implicitly=True)


def _text(element: Any, place: int) -> sa.ColumnElement[str]:
    text: sa.ColumnElement[str] = element.c.value[sa.literal_column(str(place), sa.Integer())].astext
    return text


_STATEMENT = _statement()
