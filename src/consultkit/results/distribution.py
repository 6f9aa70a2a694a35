"""Numbers that were answered: where the middle lies, how far they spread, and in which bands. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

MOST_BANDS = 12
SKEWED = 20
"""So many times the median, the largest would leave all others in one band of equal widths."""
_STEPS = (Decimal(1), Decimal(2), Decimal(5))


@dataclass(frozen=True, slots=True)
class Band:
    """Numbers from `least` on and below `below`; the last band holds its end too."""

    least: Decimal
    below: Decimal
    count: int


@dataclass(frozen=True, slots=True)
class Distribution:
    """Of the numbers as they are counted: to three significant digits."""

    count: int
    least: Decimal
    lower_quartile: Decimal
    median: Decimal
    upper_quartile: Decimal
    most: Decimal
    bands: tuple[Band, ...]


def distribution_of(counts: Mapping[Decimal, int]) -> Distribution | None:
    """None where nothing was answered.

    Quartiles are those of Hyndman and Fan's second definition (1996): a number that was answered, or the
    middle of two where the share falls between them.
    """
    ordered = sorted((number, count) for number, count in counts.items() if count > 0)
    if not ordered:
        return None
    lower, median, upper = (_quantile(ordered, quarter) for quarter in (1, 2, 3))
    least, most = ordered[0][0], ordered[-1][0]
    edges = _edges(least, most, median)
    return Distribution(
        count=sum(count for _, count in ordered),
        least=least,
        lower_quartile=lower,
        median=median,
        upper_quartile=upper,
        most=most,
        bands=tuple(_bands(ordered, edges)),
    )


def _quantile(ordered: Sequence[tuple[Decimal, int]], quarter: int) -> Decimal:
    whole = sum(count for _, count in ordered)
    rank, between = divmod(whole * quarter, 4)
    first = _at(ordered, rank if between else rank - 1)
    return first if between else (first + _at(ordered, rank)) / 2


def _at(ordered: Sequence[tuple[Decimal, int]], place: int) -> Decimal:
    """The number at this place, from 0, were each written out as often as it was answered."""
    passed = 0
    for number, count in ordered:
        passed += count
        if place < passed:
            return number
    return ordered[-1][0]


def _edges(least: Decimal, most: Decimal, median: Decimal) -> tuple[Decimal, ...]:
    if least == most:
        return (least, most)
    if least >= 0 and median > 0 and most > SKEWED * median:
        edges = tuple(_growing(most))
        return edges[max(place for place, edge in enumerate(edges) if edge <= least) :]
    return tuple(_even(least, most))


def _even(least: Decimal, most: Decimal) -> Iterator[Decimal]:
    """Bands of one width, which is 1, 2 or 5 of some power of ten."""
    width = next(
        one for one in _widths((most - least) / MOST_BANDS) if _number(least, most, one) <= MOST_BANDS
    )
    edge = least // width * width - (width if least < 0 and least % width else 0)
    while edge <= most:
        yield edge
        edge += width
    yield edge


def _number(least: Decimal, most: Decimal, width: Decimal) -> int:
    return int((most - least) / width) + 2


def _widths(least: Decimal) -> Iterator[Decimal]:
    place = Decimal(1).scaleb(least.adjusted())
    while True:
        yield from (step * place for step in _STEPS if step * place >= least)
        place *= 10


def _growing(most: Decimal) -> Iterator[Decimal]:
    """Bands that grow tenfold every third: for amounts, of which a few are very large."""
    place = Decimal(1).scaleb(most.adjusted() - MOST_BANDS // len(_STEPS) + 1)
    yield Decimal(0)
    for step in _each_step(place):
        yield step
        if step > most:
            return


def _each_step(place: Decimal) -> Iterator[Decimal]:
    while True:
        yield from (step * place for step in _STEPS)
        place *= 10


def _bands(ordered: Sequence[tuple[Decimal, int]], edges: Sequence[Decimal]) -> Iterator[Band]:
    pairs = list(pairwise(edges))
    for place, (least, below) in enumerate(pairs):
        is_last = place == len(pairs) - 1
        count = sum(n for number, n in ordered if least <= number and (number < below or is_last))
        yield Band(least, below, count)
