"""The kept counts of each consultation. `tables.following.tallies` says what each one counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

import sqlalchemy as sa

from consultkit.storage.accepting import Mark, Tallied
from consultkit.storage.archive import Transaction
from consultkit.storage.tables import tallies, tally_deltas, tally_pairs
from consultkit.storage.tables.base import document
from consultkit.storage.upsert import upserting

BATCH = 1000
SENDING = "@"
"""How the questions of counts of sendings begin."""

Pair = tuple[Mark, Mark]
"""Two marks of the same submission, of two questions in the order of their ids."""

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
_take_all = (
    sa.delete(tally_deltas)
    .where(tally_deltas.c.consultation == sa.bindparam("consultation"))
    .returning(tally_deltas.c.marks, tally_deltas.c.change)
)
_in_consultation = sa.bindparam("consultation", type_=sa.Text())
_nothing = sa.cast(sa.null(), sa.Text())
_waiting = sa.select(
    _nothing, _nothing, _nothing, _nothing, tally_deltas.c.change, tally_deltas.c.marks
).where(tally_deltas.c.consultation == _in_consultation)
_no_marks = sa.cast(sa.null(), document).label("marks")
# One statement, hence one state of the database: a fold that runs meanwhile is seen whole or not at all.
_counts = sa.union_all(
    sa.select(tallies.c.question, _nothing, tallies.c.code, _nothing, tallies.c.count, _no_marks).where(
        tallies.c.consultation == _in_consultation
    ),
    _waiting,
)
_kept_pairs = sa.select(
    tally_pairs.c.question,
    tally_pairs.c.by_question,
    tally_pairs.c.code,
    tally_pairs.c.by_code,
    tally_pairs.c.count,
    _no_marks,
).where(tally_pairs.c.consultation == _in_consultation)
_one, _other = sa.bindparam("one", type_=sa.Text()), sa.bindparam("other", type_=sa.Text())
_pairs_of_two = sa.union_all(
    _kept_pairs.where(tally_pairs.c.question == _one, tally_pairs.c.by_question == _other), _waiting
)
_pairs_with = sa.union_all(
    _kept_pairs.where(tally_pairs.c.question == _one),
    _kept_pairs.where(tally_pairs.c.by_question == _one),
    _waiting,
)


@dataclass(frozen=True, slots=True)
class Counts:
    """What some submissions come to, in one consultation."""

    marks: Counter[Mark] = field(default_factory=Counter)
    pairs: Counter[Pair] = field(default_factory=Counter)

    def add(self, marks: Iterable[Tallied], change: int) -> None:
        together = []
        for question, code, *crossed in marks:
            mark = (str(question), str(code))
            self.marks[mark] += change
            if crossed:
                together.append(mark)
        for one, other in combinations(sorted(together), 2):
            if one[0] != other[0]:
                self.pairs[one, other] += change


def fold(tx: Transaction) -> int:
    """Add waiting deltas to the kept counts, at most a batch of them; how many were folded.

    Each delta is deleted by the statement that returns it: so it counts once, whoever else is folding, and
    whatever the order in which the commits that wrote the deltas finished.
    """
    taken = tx.connection.execute(_take).all()
    changes: dict[str, Counts] = {}
    for consultation, marks, change in taken:
        changes.setdefault(consultation, Counts()).add(marks, change)
    for consultation, its_changes in sorted(changes.items()):
        add(tx, consultation, its_changes)
    return len(taken)


def counted(several: Iterable[Iterable[Tallied]]) -> Counts:
    """The counts of several submissions, each given by what it adds."""
    counts = Counts()
    for marks in several:
        counts.add(marks, 1)
    return counts


def replace(tx: Transaction, consultation: str, recounted: Counts) -> None:
    """Put a full recount in the place of what is kept, but for the counts of sendings.

    Nobody may send or fold meanwhile: the caller holds the writers off.
    """
    _forget(tx, consultation)
    add(tx, consultation, recounted)


def counts_of(tx: Transaction, consultation: str) -> dict[Mark, int]:
    """The counts as of now: what is kept, and what waits to be folded."""
    counts: Counter[Mark] = Counter()
    for question, _by, code, _by_code, count, marks in tx.connection.execute(
        _counts, {"consultation": consultation}
    ):
        for mark in [(question, code)] if marks is None else marks:
            counts[mark[0], mark[1]] += count
    return {mark: count for mark, count in counts.items() if count}


def pairs_of(tx: Transaction, consultation: str, one: str, other: str) -> dict[Pair, int]:
    """The counts of two closed questions together, as of now; `one` comes before `other`."""
    rows = tx.connection.execute(_pairs_of_two, {"consultation": consultation, "one": one, "other": other})
    return _pairs_now(rows, {one, other}, {one, other})


def pairs_with(tx: Transaction, consultation: str, question: str) -> dict[Pair, int]:
    """The counts of a closed question together with each other one, as of now."""
    rows = tx.connection.execute(_pairs_with, {"consultation": consultation, "one": question})
    return _pairs_now(rows, {question}, None)


def _pairs_now(
    rows: Iterable[sa.Row[*tuple[Any, ...]]], first: Collection[str], second: Collection[str] | None
) -> dict[Pair, int]:
    """Those kept, and of what waits those between a question of `first` and one of `second` (None: any)."""
    counts: Counter[Pair] = Counter()
    for question, by_question, code, by_code, count, marks in rows:
        if marks is None:
            counts[(question, code), (by_question, by_code)] += count
        else:
            counts.update(dict.fromkeys(_pairs_in(marks, first, second), count))
    return {pair: count for pair, count in counts.items() if count}


def _pairs_in(marks: Iterable[Any], first: Collection[str], second: Collection[str] | None) -> Iterator[Pair]:
    crossed = {(str(mark[0]), str(mark[1])) for mark in marks if len(mark) > 2}
    ones = [mark for mark in crossed if mark[0] in first]
    others = crossed if second is None else [mark for mark in crossed if mark[0] in second]
    pairs = {(min(one, other), max(one, other)) for one in ones for other in others if one[0] != other[0]}
    yield from pairs


def _forget(tx: Transaction, consultation: str) -> None:
    sendings = tallies.c.question.startswith(SENDING)
    for table, kept in ((tallies, sendings), (tally_pairs, sa.false())):
        its = sa.delete(table).where(table.c.consultation == consultation, ~kept)
        tx.connection.execute(its)
    # What waits is among the recounted, but for the sendings.
    for waiting in tx.connection.execute(_take_all, {"consultation": consultation}).all():
        sent = [mark for mark in waiting.marks if str(mark[0]).startswith(SENDING)]
        if sent:
            row = {"consultation": consultation, "marks": sent, "change": waiting.change}
            tx.connection.execute(sa.insert(tally_deltas), row)


def add(tx: Transaction, consultation: str, changes: Counts) -> None:
    """Add to what is kept."""
    # Always in the same order, so that two workers never wait for each other.
    marks: list[dict[str, Any]] = [
        {"consultation": consultation, "question": question, "code": code, "count": change}
        for (question, code), change in sorted(changes.marks.items())
        if change
    ]
    _upsert(tx, tallies, ["consultation", "question", "code"], marks)
    pairs: list[dict[str, Any]] = [
        {
            "consultation": consultation,
            "question": one,
            "by_question": other,
            "code": code,
            "by_code": by_code,
            "count": change,
        }
        for ((one, code), (other, by_code)), change in sorted(changes.pairs.items())
        if change
    ]
    _upsert(tx, tally_pairs, ["consultation", "question", "by_question", "code", "by_code"], pairs)


def _upsert(tx: Transaction, table: sa.Table, key: list[str], rows: list[dict[str, Any]]) -> None:
    if rows:
        insert = upserting(tx, table)
        added = insert.on_conflict_do_update(
            index_elements=key, set_={"count": table.c.count + insert.excluded["count"]}
        )
        tx.connection.execute(added, rows)
