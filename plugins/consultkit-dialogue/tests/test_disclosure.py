"""What may be told in figures: each rule by itself, on sets that a person can count."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from consultkit_dialogue.disclosure import TOTAL, Cell, Disclosure, Past, Reason, Rule, disclose
from consultkit_dialogue.linear import Equations

JUNE, JULY, FEES = Cell("month", "2018-06"), Cell("month", "2018-07"), Cell("practice", "fees")


def cells(**firms: Iterable[str]) -> dict[Cell, dict[str, int]]:
    names = {"total": TOTAL, "june": JUNE, "july": JULY, "fees": FEES}
    return {names[name]: dict.fromkeys(some, 1) for name, some in firms.items()}


def told(result: Disclosure) -> dict[Cell, int]:
    return {figure.cell: figure.count for figure in result.figures}


def why(result: Disclosure) -> dict[Cell, Reason]:
    return {one.cell: one.reason for one in result.withheld}


def after(result: Disclosure, *others: Iterable[str]) -> Past:
    """The party knows it, and figures of other problems."""
    return Past(
        {figure.cell: figure.firms for figure in result.figures},
        frozenset(figure.firms for figure in result.figures),
        frozenset(map(frozenset, others)),
    )


def test_two_firms_are_too_few() -> None:
    result = disclose(cells(total="ab"))
    assert told(result) == {}
    assert why(result) == {TOTAL: Reason.TOO_FEW}


def test_three_are_enough() -> None:
    assert told(disclose(cells(total="abc"))) == {TOTAL: 3}


def test_the_bound_can_be_higher() -> None:
    assert why(disclose(cells(total="abcd"), rule=Rule(at_least=5))) == {TOTAL: Reason.TOO_FEW}


def test_one_firm_may_not_weigh_too_much() -> None:
    of_one = {TOTAL: {"a": 18, "b": 1, "c": 1}}
    assert why(disclose(of_one)) == {TOTAL: Reason.DOMINATED}
    assert told(disclose({TOTAL: {"a": 17, "b": 2, "c": 1}})) == {TOTAL: 3}


def test_without_a_total_there_is_nothing() -> None:
    result = disclose({TOTAL: {"a": 90, "b": 1, "c": 1, "d": 1}, FEES: {"b": 1, "c": 1, "d": 1}})
    assert told(result) == {}
    assert why(result)[FEES] is Reason.NO_TOTAL


def test_what_is_left_out_is_nobody_or_enough() -> None:
    assert why(disclose(cells(total="abcde", june="abc"))) == {JUNE: Reason.REMAINDER}
    assert told(disclose(cells(total="abcdef", june="abc"))) == {TOTAL: 6, JUNE: 3}
    assert told(disclose(cells(total="abc", june="abc"))) == {TOTAL: 3, JUNE: 3}


def test_a_sum_of_figures_leaves_nobody_or_enough() -> None:
    """Eight firms, three in June, three in July: two would be left."""
    result = disclose(cells(total="abcdefgh", june="abc", july="def"))
    assert told(result) == {TOTAL: 8, JULY: 3} or told(result) == {TOTAL: 8, JUNE: 3}
    assert Reason.COMBINATION in why(result).values()


def test_the_earlier_figure_is_told_again_until_enough_have_come() -> None:
    first = disclose(cells(total="abcd"))
    second = disclose(cells(total="abcde"), after(first))
    assert told(second) == {TOTAL: 4}
    assert why(second) == {TOTAL: Reason.CHANGE}
    third = disclose(cells(total="abcdefg"), after(second))
    assert told(third) == {TOTAL: 7}


def test_nor_may_one_go_and_one_come() -> None:
    first = disclose(cells(total="abcd"))
    assert why(disclose(cells(total="abce"), after(first))) == {TOTAL: Reason.CHANGE}


def test_what_was_told_stays_told_when_too_few_are_left() -> None:
    first = disclose(cells(total="abcd"))
    assert told(disclose(cells(total="a"), after(first))) == {TOTAL: 4}


def test_an_older_figure_counts_too() -> None:
    """From 3 to 6, then all but four of these leave: the first release would tell the difference."""
    past = Past({TOTAL: frozenset("defghi")}, frozenset({frozenset("abc"), frozenset("defghi")}))
    assert why(disclose(cells(total="abcdefghij"), past)) == {TOTAL: Reason.COMBINATION}


def test_another_problem_of_the_same_party_counts_too() -> None:
    assert why(disclose(cells(total="abcde"), Past({}, of_others=frozenset({frozenset("abc")})))) == {
        TOTAL: Reason.PART
    }


@pytest.mark.parametrize(
    ("known", "found"),
    [
        ([set("abc"), set("abcd")], {"d"}),
        ([set("abcd"), set("efgh"), set("abcdefghi")], {"i"}),
        ([set("abc"), set("cde"), set("abde")], {"c"}),
        ([set("abc"), set("abcdef")], None),
        ([set("abcd"), set("cdef")], None),
    ],
)
def test_combinations_are_found(known: list[set[str]], found: set[str] | None) -> None:
    """The third: the first two less the third is twice c."""
    assert Equations(known).single_out(2) == found


def test_groups_of_two_are_found_where_three_are_asked_for() -> None:
    equations = Equations([set("abcd"), set("abcdef")])
    assert equations.single_out(2) is None
    assert equations.single_out(3) == {"e", "f"}
