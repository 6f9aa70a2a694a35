"""From older keys to the primary one: the rows' own keys, and small values sealed straight under it.

What a row's key seals is not touched. It may stop anywhere and begin anew: what is done is under the primary
key, and each row is changed only where it still holds what was read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from consultkit.storage import (
    accounts,
    address_changes,
    attachments,
    exports,
    held_forms,
    identities,
    mail_links,
    second_factors,
    sessions,
    tables,
)
from consultkit.storage.archive import Archive, Transaction
from consultkit.storage.sealing import Place, SealBrokenError, WrappedKey, mark_of

BATCH = 500
UNKNOWN = "?"
"""Stands for the keys that small values name and this deployment does not have."""

_Seal = Callable[[Transaction, "sa.Row[Any]"], dict[str, object]]


@dataclass(frozen=True, slots=True)
class _Small:
    """A column of small values, and the place that each is bound to, by the row's primary key."""

    column: sa.Column[bytes]
    place: Callable[..., Place]


SMALL = (
    _Small(tables.accounts.c.email_sealed, accounts.place_of),
    _Small(tables.address_changes.c.email_sealed, address_changes.place_of),
    _Small(tables.attachments.c.name_sealed, attachments.name_place),
    _Small(tables.exports.c.choice_sealed, exports.choice_place),
    _Small(tables.held_forms.c.content_sealed, held_forms.place_of),
    _Small(tables.identities.c.claims_sealed, identities.place_of),
    _Small(tables.mail_links.c.email_sealed, mail_links.place_of),
    _Small(tables.second_factors.c.secret_sealed, second_factors.place_of),
    _Small(tables.sessions.c.data_sealed, sessions.place_of),
)


def in_use(tx: Transaction) -> Counter[str]:
    """How many rows each key still opens, by its name."""
    keys = tables.data_keys
    counted: Counter[str] = Counter()
    for row in tx.connection.execute(sa.select(keys.c.kek, sa.func.count()).group_by(keys.c.kek)):
        counted[row[0]] += row[1]
    for small in SMALL:
        counted.update(_small_in_use(tx, small))
    return +counted


def _small_in_use(tx: Transaction, small: _Small) -> Counter[str]:
    names = tx.keys.names
    counts = [sa.func.count().filter(_under(small.column, name)) for name in names]
    row = tx.connection.execute(sa.select(sa.func.count(small.column), *counts)).one()
    found = Counter(dict(zip(names, row[1:], strict=True)))
    found[UNKNOWN] = row[0] - found.total()
    return found


def _under(column: sa.Column[bytes], name: str) -> sa.ColumnElement[bool]:
    mark = mark_of(name)
    return sa.func.substr(column, 1, len(mark), type_=sa.LargeBinary()) == mark


class Rewrapping:
    """One run over all that is not under the primary key."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self.broken = 0
        """How many rows do not open; they are left as they are."""

    def left(self) -> int:
        """How many rows are not under the primary key."""
        with self._archive.reading() as tx:
            found = in_use(tx)
            return found.total() - found[tx.keys.primary]

    def batches(self) -> Iterator[int]:
        """Do it, a transaction a batch: how many rows each looked at.

        Raises KeysMissingError at a row whose key is gone.
        """
        keys = tables.data_keys
        yield from self._all([keys.c.kek, keys.c.wrapped], lambda name: keys.c.kek != name, _rewrapped)
        for small in SMALL:
            yield from self._small(small)

    def _small(self, small: _Small) -> Iterator[int]:
        column = small.column

        def resealed(tx: Transaction, row: sa.Row[Any]) -> dict[str, object]:
            place = small.place(*(row._mapping[one] for one in column.table.primary_key.columns))
            content = tx.keys.unseal_small(place, row._mapping[column])
            return {column.name: tx.keys.seal_small(place, content)}

        yield from self._all([column], lambda name: sa.not_(_under(column, name)), resealed)

    def _all(
        self,
        columns: Sequence[sa.Column[Any]],
        outdated: Callable[[str], sa.ColumnElement[bool]],
        renewed: _Seal,
    ) -> Iterator[int]:
        ids = sa.tuple_(*columns[0].table.primary_key.columns)
        after: tuple[object, ...] = ()
        while True:
            with self._archive.writing() as tx:
                waiting = sa.select(*ids.clauses, *columns).where(outdated(tx.keys.primary))
                if after:
                    waiting = waiting.where(ids > sa.tuple_(*after, types=[one.type for one in ids.clauses]))
                rows = tx.connection.execute(waiting.order_by(*ids.clauses).limit(BATCH)).all()
                for row in rows:
                    self._renew(tx, row, columns, renewed)
            if not rows:
                return
            after = tuple(rows[-1][: len(ids.clauses)])
            yield len(rows)

    def _renew(
        self, tx: Transaction, row: sa.Row[Any], columns: Sequence[sa.Column[Any]], renewed: _Seal
    ) -> None:
        table = columns[0].table
        same = [one == row._mapping[one] for one in (*table.primary_key.columns, *columns)]
        try:
            values = renewed(tx, row)
        except SealBrokenError:
            self.broken += 1
            return
        tx.connection.execute(sa.update(table).where(*same).values(values))


def _rewrapped(tx: Transaction, row: sa.Row[Any]) -> dict[str, object]:
    wrapped = tx.keys.wrap(row.id, tx.keys.open_key(row.id, WrappedKey(row.kek, row.wrapped)))
    return {"kek": wrapped.kek, "wrapped": wrapped.wrapped}
