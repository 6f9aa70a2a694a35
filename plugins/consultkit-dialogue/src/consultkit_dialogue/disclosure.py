"""What a party may be told in figures, so that no firm that did not agree is singled out. Pure.

A figure counts distinct firms. It is told when it counts enough of them and none of them weighs too much;
when what it leaves out of the total is nobody or enough; when it differs from every figure told before, of
which it is a part or which are a part of it, by nobody or by enough; and when no sum or difference of all
that was told comes down to fewer. Where a figure was told before and the new one may not be, the earlier one
is told again: who compares two releases learns nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from consultkit_dialogue.linear import Equations

Firms = frozenset[str]


@dataclass(frozen=True, slots=True, order=True)
class Cell:
    """What a figure counts: all the firms (`total`), those of one practice, or those of one month."""

    of: str
    code: str = ""


TOTAL = Cell("total")
Cells = Mapping[Cell, Mapping[str, int]]
"""For each cell, its firms; for each firm, how many cases."""


@dataclass(frozen=True, slots=True)
class Figure:
    """What is told: as many firms as these. The party reads the number, never the firms."""

    cell: Cell
    firms: Firms

    @property
    def count(self) -> int:
        return len(self.firms)


@dataclass(frozen=True, slots=True)
class Rule:
    """The bounds of a consultation."""

    at_least: int = 3
    dominance: int = 85

    def is_safe(self, group: Collection[str]) -> bool:
        """Nobody, or enough firms."""
        return not group or len(group) >= self.at_least


class Reason(StrEnum):
    """Why a figure is not told, or not told anew."""

    TOO_FEW = "too_few"
    DOMINATED = "dominated"
    REMAINDER = "remainder"
    """What it leaves out of the total would be too few."""
    CHANGE = "change"
    """Between it and the figure told before, too few came or went."""
    PART = "part"
    """It differs by too few from another figure told to the same party."""
    COMBINATION = "combination"
    """Together with other figures it would come down to too few."""
    NO_TOTAL = "no_total"
    """No total is told that holds it."""


@dataclass(frozen=True, slots=True)
class Withheld:
    """A figure that is not told; `earlier` is told in its place, where there is one."""

    cell: Cell
    reason: Reason
    earlier: Figure | None = None


@dataclass(frozen=True, slots=True)
class Past:
    """What the party knows already."""

    latest: Mapping[Cell, Firms]
    """Of this problem: the last figure of each cell."""
    of_problem: frozenset[Firms] = frozenset()
    """Every figure of this problem that was ever told."""
    of_others: frozenset[Firms] = frozenset()
    """Every figure of other problems that was ever told to the same party."""


NOTHING_TOLD = Past({})


@dataclass(frozen=True, slots=True)
class Disclosure:
    """What is told, and what is not and why."""

    figures: tuple[Figure, ...]
    withheld: tuple[Withheld, ...] = ()

    @property
    def total(self) -> Figure | None:
        return next((figure for figure in self.figures if figure.cell == TOTAL), None)


@dataclass(slots=True)
class Telling:
    """A release in the making."""

    rule: Rule
    past: Past
    figures: list[Figure]
    known: Equations

    @property
    def total(self) -> Firms | None:
        return next((one.firms for one in self.figures if one.cell == TOTAL), None)

    def tell(self, figure: Figure) -> None:
        self.figures.append(figure)
        self.known.add(figure.firms)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A figure as it would be told: its firms, and how many cases each has."""

    cell: Cell
    cases: Mapping[str, int]

    @property
    def firms(self) -> Firms:
        return frozenset(self.cases)


Check = Callable[[Candidate, Telling], bool]


def counts_enough(one: Candidate, telling: Telling) -> bool:
    return len(one.firms) >= telling.rule.at_least


def is_not_dominated(one: Candidate, telling: Telling) -> bool:
    """No firm has more than its share of the cases."""
    return 100 * max(one.cases.values(), default=0) <= telling.rule.dominance * sum(one.cases.values())


def has_a_total(one: Candidate, telling: Telling) -> bool:
    return one.cell == TOTAL or (telling.total is not None and one.firms <= telling.total)


def leaves_enough(one: Candidate, telling: Telling) -> bool:
    """Of the total, nobody or enough are outside."""
    return telling.total is None or telling.rule.is_safe(telling.total - one.firms)


def changes_enough(one: Candidate, telling: Telling) -> bool:
    """Since it was last told, nobody or enough came, and nobody or enough went."""
    before = telling.past.latest.get(one.cell)
    if before is None:
        return True
    return telling.rule.is_safe(one.firms - before) and telling.rule.is_safe(before - one.firms)


def stands_apart(one: Candidate, telling: Telling) -> bool:
    """From every figure that holds it, or that it holds, it differs by nobody or by enough."""
    told = {figure.firms for figure in telling.figures} | telling.past.of_problem | telling.past.of_others
    held = (other for other in told if other <= one.firms or one.firms <= other)
    return all(telling.rule.is_safe(other ^ one.firms) for other in held)


def adds_no_equation(one: Candidate, telling: Telling) -> bool:
    """No sum or difference with what was told of this problem comes down to too few."""
    with_it = telling.known.copy()
    with_it.add(one.firms)
    return with_it.single_out(telling.rule.at_least) is None


CHECKS: Sequence[tuple[Reason, Check]] = (
    (Reason.TOO_FEW, counts_enough),
    (Reason.DOMINATED, is_not_dominated),
    (Reason.NO_TOTAL, has_a_total),
    (Reason.REMAINDER, leaves_enough),
    (Reason.CHANGE, changes_enough),
    (Reason.PART, stands_apart),
    (Reason.COMBINATION, adds_no_equation),
)


def disclose(
    cells: Cells,
    past: Past = NOTHING_TOLD,
    rule: Rule | None = None,
    checks: Iterable[tuple[Reason, Check]] = CHECKS,
) -> Disclosure:
    """What can be told of these cells: the total first, then the cells of each kind, the greatest first."""
    telling = Telling(rule or Rule(), past, [], Equations(sorted(past.of_problem, key=sorted)))
    checks, withheld = tuple(checks), []
    for cell in _in_order(cells, past):
        refused = _refuse(Candidate(cell, cells.get(cell, {})), telling, checks)
        if refused is not None:
            withheld.append(refused)
    return Disclosure(tuple(telling.figures), tuple(withheld))


def _refuse(one: Candidate, telling: Telling, checks: Iterable[tuple[Reason, Check]]) -> Withheld | None:
    """Tell it, or the earlier figure in its place; None when it was told."""
    before = telling.past.latest.get(one.cell)
    if one.firms == before:
        telling.tell(Figure(one.cell, one.firms))
        return None
    reason = next((reason for reason, check in checks if not check(one, telling)), None)
    if reason is None:
        telling.tell(Figure(one.cell, one.firms))
        return None
    earlier = None if before is None else Figure(one.cell, before)
    if earlier is not None:
        telling.tell(earlier)
    return Withheld(one.cell, reason, earlier)


def _in_order(cells: Cells, past: Past) -> list[Cell]:
    every = {TOTAL, *cells, *past.latest}
    size = {cell: len(cells.get(cell, past.latest.get(cell, ()))) for cell in every}
    kinds = {TOTAL.of: 0, "practice": 1}
    return sorted(every, key=lambda cell: (kinds.get(cell.of, 2), -size[cell], cell))
