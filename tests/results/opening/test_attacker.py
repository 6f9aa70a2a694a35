"""Nothing can be recovered from open data, of a thousand markets; every rule that is left out is missed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

import pytest

from consultkit.errors import NotOpenError
from consultkit.form import Form
from consultkit.results import Versions
from consultkit.results.opening import Column, Contribution, Counted, Opened, Plan, counting, open_up, rows

from .attacker import Recovery, Release, Table, Target, recovered
from .conftest import market

MARKETS = 1000
WITH_A_FAULT = 150
K = 5


def as_released(told: Opened) -> Release:
    names = [column.id for column in told.plan.rows]
    lines = [
        dict(zip(names, (frozenset(cell.split("|")) - {""} for cell in row), strict=True))
        for row in told.rows
    ]
    return Release(lines, [_table(one) for one in told.counted], _means(told), told.tokens)


def _table(one: Counted) -> Table:
    return Table(one.column.id, one.everybody, one.told, not one.column.takes_several)


def _means(told: Opened) -> Mapping[str, tuple[float, Sequence[float]]]:
    return {
        one.column.id: (float(one.mean), AMOUNTS.get(one.column.id, ()))
        for one in told.averaged
        if one.mean is not None
    }


AMOUNTS: dict[str, list[float]] = {}


def attack(plan: Plan, seed: int, *, forgetful: bool = False) -> list[Recovery]:
    """Two publications, the second after a few more firms; `forgetful` has no memory of the first."""
    form = plan.versions.current
    first = market(form, seed, 8 + seed % 60)
    later = (*first, *market(form, seed + 1, 1 + seed % 9, start=len(first)))
    releases, known = [], frozenset[str]()
    for contributions in (first, later):
        try:
            told = open_up(plan, contributions, () if forgetful else known)
        except NotOpenError:
            continue
        known |= told.tokens
        AMOUNTS["lost"] = _amounts(contributions, told)
        releases.append(as_released(told))
    return recovered(releases, [_target(plan, one) for one in later], K)


def _amounts(contributions: Sequence[Contribution], told: Opened) -> list[float]:
    return [
        float(Decimal(str(one.answers["lost"])))
        for one in contributions
        if one.who <= told.tokens and "lost" in one.answers
    ]


def _target(plan: Plan, one: Contribution) -> Target:
    known = {column.id: column.codes(one.answers.get(column.id)) for column in plan.quasi_identifiers}
    return Target({name: frozenset(codes) for name, codes in known.items()})


def test_nothing_is_recovered_from_a_thousand_markets(plan: Plan) -> None:
    found = [one for seed in range(MARKETS) for one in attack(plan, seed)]
    assert found == []


def test_much_is_told(plan: Plan, stalls: Form) -> None:
    """Rules that tell nothing are safe too, and of no use."""
    told = open_up(plan, market(stalls, 7, 300))
    assert len(told.rows) > 290
    assert sum(1 for row in told.rows if row[2]) > 250
    assert any(None not in one.told.values() for one in told.counted)


def by_fault(plan: Plan, **how: bool) -> set[str]:
    return {one.by for seed in range(WITH_A_FAULT) for one in attack(plan, seed, **how)}


def without(plan: Plan, **weaker: object) -> Plan:
    """The same plan under a rule that no file can declare."""
    weak = Plan(Versions(plan.versions.current, plan.versions.forms))
    weak.rule = plan.rule.model_copy(update=weaker)
    return weak


def test_it_finds_rows_of_few_without_k(plan: Plan) -> None:
    assert {"class", "count"} <= by_fault(without(plan, k=1))


def test_it_finds_the_great_firm_without_dominance(plan: Plan) -> None:
    dominance = plan.rule.dominance.model_copy(update={"share": 100})
    assert by_fault(without(plan, dominance=dominance)) == {"dominance"}


def test_it_finds_what_is_left_without_complementary_suppression(
    plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    def naive(counts: Mapping[str, int], k: int) -> Mapping[str, int | None]:
        return {code: None if 0 < number < k else number for code, number in counts.items()}

    monkeypatch.setattr(counting, "partition", naive)
    assert "remainder" in by_fault(plan)


def test_it_finds_who_came_without_memory(plan: Plan) -> None:
    assert "difference" in by_fault(plan, forgetful=True)


def test_it_finds_what_a_class_agrees_on(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "unvaried", lambda _rows: frozenset())
    assert "homogeneity" in by_fault(plan)


def test_it_finds_what_all_others_of_its_own_class_say(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    def of_strangers(answers: Sequence[Mapping[str, Sequence[str]]]) -> frozenset[str]:
        given = [{(name, code) for name, codes in row.items() for code in codes} for row in answers]
        return frozenset(name for name, _code in set.intersection(*given))

    monkeypatch.setattr(rows, "unvaried", of_strangers)
    assert by_fault(plan) == {"insider"}


def test_it_finds_what_a_question_tells_by_being_asked(plan: Plan) -> None:
    blind = Plan(plan.versions)
    blind.columns = tuple(replace(column, sources=frozenset()) for column in plan.columns)
    assert {one for seed in range(WITH_A_FAULT) for one in attack(blind, seed)} >= {
        Recovery("path", "troubles"),
        Recovery("path", "party"),
    }


def test_it_finds_what_silent_rows_say_where_they_are_counted(
    plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    def all_of_them(told: Plan, row: rows.Row, column: Column) -> tuple[str, ...]:
        return column.codes(rows.value_of(told, row.contribution, column))

    monkeypatch.setattr(counting, "codes_given", all_of_them)
    monkeypatch.setattr(rows.Row, "tells", lambda _row, _column: True)
    assert "silent rows" in by_fault(plan)
