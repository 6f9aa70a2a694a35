"""A fault of two lines: a draft that is found is sent, whoever else has found it, and no constraint refuses
the second one. On PostgreSQL; SQLite has one writer, who finds what the last one wrote.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa

from consultkit.storage import Archive, accept_postgresql
from consultkit.storage.tables import drafts
from guarantees import market
from guarantees.line import Fault
from guarantees.replacing import replaced

_CONSTRAINTS = """
    SELECT conrelid::regclass, conname FROM pg_constraint
    WHERE contype IN ('p', 'u')
    AND conrelid::regclass::text IN ('submissions', 'receipts', 'outbox', 'facets')
"""


@contextmanager
def plant() -> Iterator[None]:
    with (
        replaced(accept_postgresql, "_STATEMENT", _checked_first()),
        replaced(market, "settle", _drop_constraints),
    ):
        yield


CHECK_THEN_INSERT = Fault(
    "check then insert",
    "a contribution is looked for, then inserted, with no constraint that refuses a second one",
    plant,
)


def _checked_first() -> sa.Select[Any]:
    given = _given()
    found = sa.select(*given.c).join_from(given, drafts, drafts.c.id == given.c.id).cte("taken")
    writes = (
        sa.delete(drafts).where(drafts.c.id == found.c.id),
        accept_postgresql._rekey(found),
        *accept_postgresql._inserts(found),
    )
    return sa.select(found.c.id).add_cte(*(write.cte(f"write_{n}") for n, write in enumerate(writes)))


def _given() -> sa.TableValuedAlias:
    columns = (sa.column(name, kind) for name, kind in accept_postgresql._GIVEN.items())
    document = sa.bindparam("given", type_=accept_postgresql._JSONB)
    return (
        sa.func.jsonb_to_recordset(document)
        .table_valued(*columns, name="given")
        .render_derived(with_types=True)
    )


def _drop_constraints(archive: Archive) -> None:
    if archive.one_writer:
        return
    with archive.writing() as tx:
        for table, name in tx.connection.execute(sa.text(_CONSTRAINTS)).all():
            tx.connection.execute(sa.text(f'ALTER TABLE {table} DROP CONSTRAINT "{name}" CASCADE'))
