"""The re-identification attacker against 1,000 histories of releases, and against planted faults."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence

import pytest

from consultkit_dialogue.disclosure import (
    CHECKS,
    TOTAL,
    Cell,
    Check,
    Firms,
    Past,
    Reason,
    Rule,
    disclose,
)

from .attacker import Seen, singled_out

Checks = Sequence[tuple[Reason, Check]]
Case = tuple[str, tuple[str, ...], str]
"""A firm, the practices that it met, and the month."""

HISTORIES = 1000
PRACTICES = ("delisting", "withheld", "parity", "fees", "silence")
MONTHS = ("2018-04", "2018-05", "2018-06", "2018-07", "2018-08")


def cells_of(cases: Iterable[Case]) -> dict[Cell, dict[str, int]]:
    cells: dict[Cell, dict[str, int]] = {}
    for firm, practices, month in cases:
        for cell in (TOTAL, *(Cell("practice", one) for one in practices), Cell("month", month)):
            firms = cells.setdefault(cell, {})
            firms[firm] = firms.get(firm, 0) + 1
    return cells


def case(chance: random.Random, firm: int) -> Case:
    practices = tuple(one for one in PRACTICES if chance.random() < 0.4) or (chance.choice(PRACTICES),)
    return f"firm {firm}", practices, chance.choice(MONTHS[: chance.randint(1, len(MONTHS))])


def history(chance: random.Random) -> Iterator[list[Case]]:
    """Cases as they stand at up to five releases: attached, detached and withdrawn between them."""
    cases = [case(chance, chance.randrange(30)) for _ in range(chance.randint(1, 24))]
    for _ in range(chance.randint(1, 5)):
        yield list(cases)
        gone = chance.choice((0, 0, 1, 1, 2, 3, 4))
        chance.shuffle(cases)
        del cases[: min(gone, len(cases))]
        cases += [case(chance, chance.randrange(40)) for _ in range(chance.choice((0, 1, 1, 2, 3, 5)))]


def told_of(states: Iterable[list[Case]], rule: Rule, checks: Checks) -> list[Seen]:
    """Everything that the platform is told, release after release."""
    seen: list[Seen] = []
    latest: dict[Cell, Firms] = {}
    for number, cases in enumerate(states):
        past = Past(latest, frozenset(one.firms for one in seen))
        figures = disclose(cells_of(cases), past, rule, checks).figures
        latest = {figure.cell: figure.firms for figure in figures}
        seen += [Seen(number, (one.cell.of, one.cell.code), one.firms) for one in figures]
    return seen


def attack(seed: int, checks: Checks = CHECKS, at_least: int = 3) -> list[tuple[str, Firms]]:
    told = told_of(history(random.Random(seed)), Rule(at_least), checks)
    return singled_out(told, at_least)


def without(*reasons: Reason) -> Checks:
    return [(reason, check) for reason, check in CHECKS if reason not in reasons]


@pytest.mark.slow
def test_a_thousand_histories_single_nobody_out() -> None:
    caught = {seed: attack(seed) for seed in range(HISTORIES)}
    assert {seed: found for seed, found in caught.items() if found} == {}


@pytest.mark.parametrize("at_least", [4, 5])
def test_nor_where_more_firms_are_asked_for(at_least: int) -> None:
    assert [found for seed in range(60) for found in attack(seed, at_least=at_least)] == []


def test_and_most_of_them_tell_something() -> None:
    """Rules that refused everything would be safe, and of no use."""
    histories = [told_of(history(random.Random(seed)), Rule(), CHECKS) for seed in range(100)]
    assert sum(bool(told) for told in histories) > 80
    cells = [len({(one.release, one.cell) for one in told}) for told in histories]
    assert sum(cells) > 100 * 8


# The look at combinations would stop some of these by itself: two rules stand before each leak.
PLANTED = {
    "no threshold": (Reason.TOO_FEW, Reason.COMBINATION),
    "no look at successive releases": (Reason.CHANGE,),
    "no complement": (Reason.REMAINDER, Reason.PART, Reason.COMBINATION),
    "no parts": (Reason.PART, Reason.COMBINATION),
    "no combinations": (Reason.COMBINATION,),
}


@pytest.mark.parametrize("fault", PLANTED)
def test_a_planted_fault_is_caught(fault: str) -> None:
    assert any(attack(seed, without(*PLANTED[fault])) for seed in range(300))


def test_figures_told_before_are_not_forgotten() -> None:
    """A rule that looked at one release at a time would be caught."""

    def forgetful(states: Iterable[list[Case]]) -> list[Seen]:
        return [
            Seen(number, (one.cell.of, one.cell.code), one.firms)
            for number, cases in enumerate(states)
            for one in disclose(cells_of(cases)).figures
        ]

    assert any(singled_out(forgetful(history(random.Random(seed))), 3) for seed in range(50))
