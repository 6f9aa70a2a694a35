"""The kept counts of each consultation. `tables.following.tallies` says what each one counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import sqlalchemy as sa

from consultkit.storage.accepting import Mark
from consultkit.storage.archive import Transaction
from consultkit.storage.tables import tallies, tally_deltas
from consultkit.storage.tables.base import document
from consultkit.storage.upsert import upserting

BATCH = 1000

_oldest = (
    sa.select(tally_deltas.c.id)
    .order_by(tally_deltas.c.id)
    .limit(BATCH)
    .with_for_update(skip_locked=True)
    .scalar_subquery()
)
_take = (
    sa.delete(tally_deltas)
    .where(tally_deltas.c.id.in_(_oldest))
    .returning(tally_deltas.c.consultation, tally_deltas.c.marks, tally_deltas.c.change)
)
_in_consultation = sa.bindparam("consultation", type_=sa.Text())
# One statement, hence one state of the database: a fold that runs meanwhile is seen whole or not at all.
_counts = sa.union_all(
    sa.select(
        tallies.c.question,
        tallies.c.code,
        tallies.c.count,
        sa.type_coerce(sa.null(), document).label("marks"),
    ).where(tallies.c.consultation == _in_consultation),
    sa.select(sa.null(), sa.null(), tally_deltas.c.change, tally_deltas.c.marks).where(
        tally_deltas.c.consultation == _in_consultation
    ),
)


def fold(tx: Transaction) -> int:
    """Add waiting deltas to the kept counts, at most a batch of them; how many were folded.

    Each delta is deleted by the statement that returns it: so it counts once, whoever else is folding, and
    whatever the order in which the commits that wrote the deltas finished.
    """
    taken = tx.connection.execute(_take).all()
    changes: Counter[tuple[str, Mark]] = Counter()
    for consultation, marks, change in taken:
        for question, code in marks:
            changes[consultation, (question, code)] += change
    if changes:
        _add(tx, changes)
    return len(taken)


def counts_of(tx: Transaction, consultation: str) -> dict[Mark, int]:
    """The counts as of now: what is kept, and what waits to be folded."""
    counts: Counter[Mark] = Counter()
    for question, code, count, marks in tx.connection.execute(_counts, {"consultation": consultation}):
        for mark in [(question, code)] if marks is None else marks:
            counts[tuple(mark)] += count
    return {mark: count for mark, count in counts.items() if count}


def _add(tx: Transaction, changes: Mapping[tuple[str, Mark], int]) -> None:
    insert = upserting(tx, tallies)
    statement = insert.on_conflict_do_update(
        index_elements=["consultation", "question", "code"],
        set_={"count": tallies.c.count + insert.excluded["count"]},
    )
    # Always in the same order, so that two workers never wait for each other.
    rows = [
        {"consultation": consultation, "question": question, "code": code, "count": change}
        for (consultation, (question, code)), change in sorted(changes.items())
    ]
    tx.connection.execute(statement, rows)
