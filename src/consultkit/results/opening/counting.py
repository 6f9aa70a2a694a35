"""Numbers of those who are told of, none of which gives somebody away. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from consultkit.results.opening.cells import Told, mean_of, partition, several
from consultkit.results.opening.plan import Codes, Column, Plan, number_of
from consultkit.results.opening.rows import Row, value_of


@dataclass(frozen=True, slots=True)
class Counted:
    """How often each answer to a question was given; None where it is not told."""

    column: Column
    everybody: int
    """Those who are told of at all, whether they answered or not."""
    told: Told


@dataclass(frozen=True, slots=True)
class Averaged:
    """The mean of an amount, to three digits; None where it is not told."""

    column: Column
    mean: Decimal | None


def counts_of(plan: Plan, rows: Sequence[Row]) -> Iterator[Counted]:
    """A question after another one that has hidden counts is not told: its number would be one of them."""
    hiding: set[str] = set()
    for column in plan.columns:
        if column in plan.texts or not _is_closed(column):
            continue
        given = [codes_given(plan, row, column) for row in rows if row.tells(column)]
        told = _as_inrows_of(column, given) if column in plan.rows else _told(column, given, plan.rule.k)
        if column.sources & hiding:
            told = dict.fromkeys(told)
        if None in told.values():
            hiding.add(column.id)
        yield Counted(column, len(given), told)


def _as_inrows_of(column: Column, given: Sequence[Codes]) -> Told:
    """What stands in the table is counted as it stands there: hiding a count would hide nothing."""
    counts = _counted(column, given)
    return counts if column.takes_several else {**counts, "": sum(1 for codes in given if not codes)}


def _is_closed(column: Column) -> bool:
    return column.question.coded or column.question.generalise is not None


def codes_given(plan: Plan, row: Row, column: Column) -> Codes:
    if column.id in row.codes:
        return row.codes[column.id]
    return column.codes(value_of(plan, row.contribution, column))


def _told(column: Column, given: Sequence[Codes], k: int) -> Told:
    """Where nothing is told, not even which codes were given is: one that stands alone is everybody's."""
    told = _told_of(column, _counted(column, given), given, k)
    return told if any(number is not None for number in told.values()) else dict.fromkeys(column.known_codes)


def _counted(column: Column, given: Sequence[Codes]) -> dict[str, int]:
    counts = Counter(code for codes in given for code in codes)
    return {code: counts[code] for code in dict.fromkeys((*column.known_codes, *sorted(counts)))}


def _told_of(column: Column, counts: Mapping[str, int], given: Sequence[Codes], k: int) -> Told:
    answered, everybody = sum(1 for codes in given if codes), len(given)
    if not column.takes_several and max(map(len, given), default=0) < 2:
        return partition({**counts, "": everybody - answered}, k)
    least, most = _bounds(column, len(counts))
    return several(counts, answered, everybody, k, least=least, most=most)


def _bounds(column: Column, codes: int) -> tuple[int, int]:
    """How many codes an answer holds, at least and at most."""
    least, most = getattr(column.question, "min", 1), getattr(column.question, "max", None)
    return max(least or 1, 1), most or codes


def averages_of(plan: Plan, rows: Sequence[Row], counted: Sequence[Counted]) -> Iterator[Averaged]:
    rule = plan.rule
    hiding = {one.column.id for one in counted if None in one.told.values()}
    for column in plan.counted:
        if column.is_number:
            values = [
                number
                for row in rows
                if row.tells(column)
                and (number := number_of(value_of(plan, row.contribution, column))) is not None
            ]
            told = mean_of(values, rule.k, rule.dominance.firms, rule.dominance.share)
            yield Averaged(column, None if column.sources & hiding else told)
