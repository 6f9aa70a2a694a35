"""A platform that wants to know who complained. It shares no code with the rules that it attacks.

It keeps every release. It knows which of its sellers met which practice and when, so that of any sum or
difference of figures it knows whether it is the count of one group of sellers: that is taken for granted
here, by letting it look at the true sets. What it does not know is who of them complained. A group is singled
out when some reasoning gives the number of its complainants, and that number is neither nothing nor enough.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

Firms = frozenset[str]


@dataclass(frozen=True)
class Seen:
    """A figure as it was told: when, of what, and behind the number, the firms."""

    release: int
    cell: tuple[str, str]
    firms: Firms


def singled_out(seen: Sequence[Seen], at_least: int) -> list[tuple[str, Firms]]:
    """Every reasoning that isolates too few firms, by its name."""
    found = [*few_at_once(seen, at_least), *by_difference(seen, at_least), *by_change(seen, at_least)]
    found += [*by_remainder(seen, at_least), *by_algebra(seen, at_least), *by_bounds(seen, at_least)]
    return found


def is_few(group: Iterable[str], at_least: int) -> bool:
    return 0 < len(frozenset(group)) < at_least


def few_at_once(seen: Sequence[Seen], at_least: int) -> Iterator[tuple[str, Firms]]:
    """A figure that says it by itself."""
    yield from (("figure", one.firms) for one in seen if is_few(one.firms, at_least))


def by_difference(seen: Sequence[Seen], at_least: int) -> Iterator[tuple[str, Firms]]:
    """Two figures of which one holds the other, in one release or in two."""
    for one, other in combinations({figure.firms for figure in seen}, 2):
        if (one < other or other < one) and is_few(one ^ other, at_least):
            yield "difference", one ^ other


def by_change(seen: Sequence[Seen], at_least: int) -> Iterator[tuple[str, Firms]]:
    """The same figure in two releases that follow: who came, and who went."""
    last: dict[tuple[str, str], Firms] = {}
    for one in seen:
        before = last.get(one.cell, one.firms)
        for group in (one.firms - before, before - one.firms):
            if is_few(group, at_least):
                yield "change", group
        last[one.cell] = one.firms


def by_remainder(seen: Sequence[Seen], at_least: int) -> Iterator[tuple[str, Firms]]:
    """What the total has more than all the figures of one kind that do not overlap."""
    for release in {one.release for one in seen}:
        figures = {one.cell: one.firms for one in seen if one.release == release}
        total = figures.get(("total", ""), frozenset())
        for kind in {cell[0] for cell in figures} - {"total"}:
            parts = [firms for cell, firms in figures.items() if cell[0] == kind]
            together = frozenset().union(*parts)
            if (
                sum(map(len, parts)) == len(together)
                and together <= total
                and is_few(total - together, at_least)
            ):
                yield "remainder", total - together


def by_algebra(seen: Sequence[Seen], at_least: int) -> Iterator[tuple[str, Firms]]:
    """Any linear combination that comes down to a group: exact, by elimination over the fractions."""
    columns = sorted(frozenset().union(*(one.firms for one in seen))) if seen else []
    rows = _eliminated({one.firms for one in seen}, columns)
    for size in range(1, at_least):
        for group in combinations(range(len(columns)), size):
            if _is_in_span(rows, group, len(columns)):
                yield "algebra", frozenset(columns[one] for one in group)


def _eliminated(sets: Iterable[Firms], columns: Sequence[str]) -> Mapping[int, list[Fraction]]:
    pivots: dict[int, list[Fraction]] = {}
    for firms in sorted(sets, key=sorted):
        row = [Fraction(name in firms) for name in columns]
        for pivot, kept in pivots.items():
            if row[pivot]:
                row = [a - row[pivot] * b for a, b in zip(row, kept, strict=True)]
        lead = next((at for at, value in enumerate(row) if value), None)
        if lead is not None:
            row = [value / row[lead] for value in row]
            for pivot, kept in pivots.items():
                if kept[lead]:
                    pivots[pivot] = [a - kept[lead] * b for a, b in zip(kept, row, strict=True)]
            pivots[lead] = row
    return pivots


def _is_in_span(rows: Mapping[int, list[Fraction]], group: tuple[int, ...], width: int) -> bool:
    held = [rows[one] for one in group if one in rows]
    wanted = [int(at in group) for at in range(width)]
    return bool(held) and all(sum(row[at] for row in held) == wanted[at] for at in range(width))


def by_bounds(seen: Sequence[Seen], at_least: int) -> Iterator[tuple[str, Firms]]:
    """Of each release: how many firms can be in each kind of seller at least and at most, given the counts.

    The kinds are the true ones: which of the figures a firm is in. Their numbers are what is looked for.
    Every equation tightens the bounds of each of its terms, until nothing moves.
    """
    for release in {one.release for one in seen}:
        told = [one for one in seen if one.release == release]
        # The total first: whoever is in another figure is in it.
        figures = list(dict.fromkeys(one.firms for one in sorted(told, key=_total_first)))
        kinds: dict[tuple[bool, ...], set[str]] = {}
        for firm in frozenset().union(*figures):
            kinds.setdefault(tuple(firm in firms for firms in figures), set()).add(firm)
        # No kind of seller is known to have complained, and there may be sellers of other kinds.
        every = {kind: kinds.get(kind, set()) for kind in {*kinds, *_neighbours(kinds)} if kind[0]}
        bounds = {kind: (0, max(map(len, figures))) for kind in every}
        equations = [([kind for kind in every if kind[at]], len(firms)) for at, firms in enumerate(figures)]
        for kind, (least, most) in _tightened(bounds, equations).items():
            if least == most and is_few(every[kind], at_least) and least == len(every[kind]):
                yield "bounds", frozenset(every[kind])


def _total_first(one: Seen) -> bool:
    return one.cell[0] != "total"


def _neighbours(kinds: Iterable[tuple[bool, ...]]) -> Iterator[tuple[bool, ...]]:
    """Sellers who met one thing less, or one more."""
    for kind in kinds:
        for at in range(len(kind)):
            yield (*kind[:at], not kind[at], *kind[at + 1 :])


def _tightened(
    bounds: dict[tuple[bool, ...], tuple[int, int]],
    equations: Sequence[tuple[list[tuple[bool, ...]], int]],
) -> Mapping[tuple[bool, ...], tuple[int, int]]:
    moved = True
    while moved:
        moved = False
        for kinds, count in equations:
            least, most = (sum(bounds[kind][end] for kind in kinds) for end in (0, 1))
            for kind in kinds:
                low, high = bounds[kind]
                tighter = max(low, count - (most - high)), min(high, count - (least - low))
                if tighter != (low, high):
                    least, most = least + tighter[0] - low, most + tighter[1] - high
                    bounds[kind], moved = tighter, True
    return bounds
