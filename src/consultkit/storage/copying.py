"""CSV that PostgreSQL writes by itself: the cells are found, guarded and quoted where the answers are.

It is the same, byte for byte, as what Python writes of the same answers, several times as fast.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from consultkit.records import Filter, canonical_json
from consultkit.storage.archive import Transaction
from consultkit.storage.filtering import clauses_of
from consultkit.storage.submissions import REPLACES, newest_standing
from consultkit.storage.tables import submissions

_CHUNK = 64 * 1024
_SPACES = "\\t-\\r\\u001c-\\u0020\\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000"
"""What Python's `\\s` takes for white space, whatever the locale of the database."""
_DANGEROUS = f"^'*([\\t\\r\\n]|[{_SPACES}]*[=+@＝＋－＠﹦﹢﹣﹫−-])"
_NUMBER = "^-[0-9]+([.,][0-9]+)?$"
_answers = sa.type_coerce(submissions.c.open_answers, postgresql.JSONB())


class Cell(Protocol):
    """As `results.exports.extracts.Extract` says it."""

    @property
    def kind(self) -> str: ...

    @property
    def question(self) -> str: ...

    @property
    def code(self) -> str: ...

    @property
    def names(self) -> tuple[tuple[str, str], ...]: ...


def csv_rows(
    tx: Transaction,
    consultation: str,
    cells: Sequence[Cell],
    *,
    only: Filter,
    versions: Mapping[str, int],
    zone: str,
    delimiter: str,
) -> Iterator[tuple[int, bytes]]:
    """Pieces of some 64 KiB, each with how many rows it holds, the newest first.

    Before the cells come those about the contribution.

    `versions` are the numbers of the forms, by digest. For a snapshot, on PostgreSQL alone.
    """
    tx.connection.execute(sa.select(sa.func.set_config("TimeZone", zone, sa.true())))
    about = _about(versions)
    statement = newest_standing(*about, *(_cell(one) for one in cells)).where(*clauses_of(only))
    compiled = statement.compile(dialect=tx.connection.dialect)
    asked = compiled.construct_expanded_state({"consultation": consultation})
    # The delimiter is one of two that are offered.
    copy = f"COPY ({asked.statement}) TO STDOUT (FORMAT csv, DELIMITER '{delimiter}')"
    yield from _pieces(tx, copy, asked.parameters)


def _pieces(tx: Transaction, statement: str, values: Mapping[str, Any]) -> Iterator[tuple[int, bytes]]:
    connection: Any = tx.connection.connection.driver_connection
    waiting, number = bytearray(), 0
    with connection.cursor().copy(statement, values) as rows:
        for row in rows:
            # The server sends one row at a time, and ends it with LF alone.
            waiting += row
            waiting[-1:] = b"\r\n"
            number += 1
            if len(waiting) >= _CHUNK:
                yield number, bytes(waiting)
                waiting, number = bytearray(), 0
    yield number, bytes(waiting)


def _about(versions: Mapping[str, int]) -> tuple[sa.ColumnElement[Any], ...]:
    received_at = sa.func.to_char(submissions.c.received_at, 'YYYY-MM-DD"T"HH24:MI:SSTZH:TZM')
    late = sa.case((submissions.c.late_by_ms > 0, "1"), else_="0")
    version = sa.case(versions, value=submissions.c.form_digest)
    return (submissions.c.reference, received_at, late, REPLACES, version)


def _cell(cell: Cell) -> sa.ColumnElement[Any]:
    # An empty text is an empty cell: PostgreSQL would write it as "".
    text = sa.func.nullif(_answers[cell.question].astext, "")
    answer = _answers[cell.question]
    match cell.kind:
        case "free":
            return _guarded(text)
        case "yes_no":
            return sa.case({"true": "yes", "false": "no"}, value=text)
        case "confirm":
            return sa.case({"true": "yes"}, value=text)
        case "list":
            # Of `["a", "b"]` the codes and the commas: codes have none of these signs.
            return sa.func.nullif(sa.func.translate(text, '[]" ', ""), "")
        case "tick":
            ticked = sa.case((sa.func.jsonb_exists(answer, cell.code), "1"), else_="0")
            return sa.case((answer.is_not(None), ticked))
        case "rows":
            return sa.func.jsonb_array_length(answer)
        case "name":
            names = sa.literal(canonical_json(dict(cell.names)).decode()).cast(postgresql.JSONB)
            return sa.func.coalesce(names[text].astext, text)
        case _:
            return text


def _guarded(text: sa.ColumnElement[str]) -> sa.ColumnElement[str]:
    """As `results.csv_file.safe`."""
    first = sa.func.ascii(text)
    harmless = first.between(ord("A"), ord("Z")) | first.between(ord("a"), ord("z"))
    dangerous = sa.and_(text.regexp_match(_DANGEROUS), ~text.regexp_match(_NUMBER))
    return sa.case((harmless, text), (dangerous, sa.literal("'").concat(text)), else_=text)
