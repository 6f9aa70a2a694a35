"""The re-identification attacker against 1,000 histories of releases, and against planted faults."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest

from consultkit import Event, Json
from consultkit_dialogue import folding
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
from consultkit_dialogue.folding import problem_of
from consultkit_dialogue.problem import Problem

from .attacker import Seen, by_bounds, by_change, by_difference, few_at_once, singled_out

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


def two_problems(chance: random.Random, checks: Checks) -> list[Seen]:
    """Two problems of one party, about the same sellers in part, released in turns."""
    seen: list[Seen] = []
    latest: list[dict[Cell, Firms]] = [{}, {}]
    stories = [history(chance), history(chance)]
    for number in range(8):
        cases = next(stories[number % 2], None)
        if cases is None:
            continue
        own, other = f"{number % 2}", f"{1 - number % 2}"
        past = Past(
            latest[number % 2],
            frozenset(one.firms for one in seen if one.cell[0].startswith(own)),
            frozenset(one.firms for one in seen if one.cell[0].startswith(other)),
        )
        figures = disclose(cells_of(cases), past, Rule(), checks).figures
        latest[number % 2] = {figure.cell: figure.firms for figure in figures}
        seen += [Seen(number, (own + one.cell.of, one.cell.code), one.firms) for one in figures]
    return seen


def attack_two(seed: int, checks: Checks = CHECKS) -> list[tuple[str, Firms]]:
    seen = two_problems(random.Random(seed), checks)
    return [*few_at_once(seen, 3), *by_difference(seen, 3), *by_change(seen, 3)]


def test_two_problems_of_one_party_single_nobody_out() -> None:
    assert [found for seed in range(300) for found in attack_two(seed)] == []


def test_and_rules_that_look_at_one_problem_alone_would_be_caught() -> None:
    """Without the look at parts nothing compares two problems."""
    assert any(attack_two(seed, without(Reason.PART)) for seed in range(300))


def test_the_attacker_reasons_with_bounds() -> None:
    """Five in all. Four have A and four have B: three at least have both, which leaves it open who has not.
    Five have A and five have B: then nobody lacks one, and of those who have C too, two, all is known."""
    everybody = Seen(0, ("total", ""), frozenset("abcde"))
    open_ = [
        everybody,
        Seen(0, ("practice", "A"), frozenset("bcde")),
        Seen(0, ("practice", "B"), frozenset("abcd")),
    ]
    assert list(by_bounds(open_, 2)) == []
    known = [
        everybody,
        Seen(0, ("practice", "A"), frozenset("abcde")),
        Seen(0, ("practice", "C"), frozenset("ab")),
    ]
    assert ("bounds", frozenset("ab")) in list(by_bounds(known, 3))


# --- extracts: read by two --------------------------------------------------------------

PROPOSERS = tuple(UUID(int=number) for number in (1, 2, 3))
NOON = datetime(2018, 11, 15, 11, 0, tzinfo=UTC)


def clearing(seed: int) -> list[Event]:
    """Officials who propose and clear as it comes."""
    chance = random.Random(seed)
    said: list[tuple[str, dict[str, Json]]] = [("attached", {"reference": "R", "why": "Same"})]
    for _each in range(8):
        passage: dict[str, Json] = {"reference": "R", "question": "story", "passage": "p", "cut": "p"}
        said.append(("excerpted", {"id": f"x{chance.randrange(4)}", **passage}))
        said.append(("cleared", {"id": f"x{chance.randrange(4)}"}))
    return [
        Event(
            UUID(int=at),
            "markets",
            "dialogue",
            UUID(int=9),
            at,
            kind,
            NOON,
            chance.choice(PROPOSERS),
            content,
        )
        for at, (kind, content) in enumerate(said, 1)
    ]


def read_by_one_alone(events: Sequence[Event]) -> set[str]:
    """Extracts that would be shown although nobody but who proposed them has cleared them since."""
    shown = {one.id for one in problem_of(UUID(int=9), events).extracts.values() if one.cleared_by}
    return {one for one in shown if not _second_reader(one, events)}


def _second_reader(extract: str, events: Sequence[Event]) -> bool:
    own = [event for event in events if event.content.get("id") == extract]
    last = max(at for at, event in enumerate(own) if event.kind == "excerpted")
    return any(event.kind == "cleared" and event.by != own[last].by for event in own[last:])


def test_no_extract_is_shown_that_one_official_alone_has_read() -> None:
    assert [read_by_one_alone(clearing(seed)) for seed in range(300)] == [set()] * 300


def test_a_proposer_who_clears_alone_would_be_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    def careless(problem: Problem, event: Event) -> Problem:
        extract = problem.extracts.get(str(event.content["id"]))
        if extract is None:
            return problem
        cleared = replace(extract, cleared_by=event.by)
        return replace(problem, extracts={**problem.extracts, extract.id: cleared})

    monkeypatch.setitem(folding._CHANGES, "cleared", careless)  # type: ignore[arg-type]
    assert any(read_by_one_alone(clearing(seed)) for seed in range(20))
