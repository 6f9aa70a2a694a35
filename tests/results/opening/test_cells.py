"""Counts that hide nobody: whoever knows the rules and sees what is told finds no hidden count."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultkit.results.opening import Told, mean_of, partition, several

Output = tuple[int | None, ...]


def worked_out(
    tables: Iterable[tuple[int, ...]], told_of: Callable[[tuple[int, ...]], Output]
) -> list[tuple[Output, int]]:
    """The hidden cells that have one value alone in all the tables that would be told like that."""
    possible: defaultdict[Output, list[tuple[int, ...]]] = defaultdict(list)
    for table in tables:
        possible[(sum(table), *told_of(table))].append(table)
    return [
        (told, cell)
        for told, tables_of_it in possible.items()
        for cell in range(len(told) - 1)
        if told[cell + 1] is None and len({table[cell] for table in tables_of_it}) == 1
    ]


def as_output(told: Told) -> Output:
    return tuple(told.values())


@pytest.mark.parametrize(("cells", "most", "k"), [(2, 14, 3), (3, 9, 3), (4, 7, 3), (3, 11, 5), (5, 5, 3)])
def test_no_hidden_count_of_a_partition_can_be_worked_out(cells: int, most: int, k: int) -> None:
    """Every table there is, and the whole is known too."""
    tables = [table for table in product(range(most + 1), repeat=cells) if k <= sum(table) <= most]
    names = [*(f"c{at}" for at in range(1, cells)), ""]

    def told_of(table: tuple[int, ...]) -> Output:
        return as_output(partition(dict(zip(names, table, strict=True)), k))

    assert worked_out(tables, told_of) == []


def test_without_complementary_suppression_some_can() -> None:
    tables = [table for table in product(range(9), repeat=3) if 3 <= sum(table) <= 8]
    found = worked_out(tables, lambda table: tuple(None if 0 < one < 3 else one for one in table))
    assert found


def test_no_hidden_count_of_several_answers_can_be_worked_out() -> None:
    """Every way in which seven people can answer three questions, or none of them."""
    people, k = 7, 3
    subsets = [one for one in product((0, 1), repeat=3) if any(one)]
    possible: defaultdict[Output, set[tuple[int, ...]]] = defaultdict(set)
    for spread in _spreads(people, len(subsets)):
        counts = tuple(sum(n for n, one in zip(spread, subsets, strict=True) if one[at]) for at in range(3))
        told = several(dict(zip("abc", counts, strict=True)), people, people, k, most=3)
        possible[as_output(told)].add(counts)
    for told, tables in possible.items():
        for cell, number in enumerate(told):
            assert number is not None or len({table[cell] for table in tables}) > 1, told


def _spreads(people: int, ways: int) -> Iterable[tuple[int, ...]]:
    if ways == 1:
        yield (people,)
        return
    for number in range(people + 1):
        yield from ((number, *rest) for rest in _spreads(people - number, ways - 1))


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ({"a": 10, "b": 5}, {"a": 10, "b": 5}),
        ({"a": 10, "b": 2, "c": 6, "d": 0}, {"a": 10, "b": None, "c": None, "d": 0}),
        ({"a": 10, "b": 2, "c": 6, "d": 6}, {"a": 10, "b": None, "c": None, "d": None}),
        ({"a": 10, "b": 0}, {"a": None, "b": None}),
        ({"a": 2, "b": 2, "c": 0}, {"a": None, "b": None, "c": None}),
    ],
)
def test_a_partition_is_told_so(counts: dict[str, int], told: dict[str, int | None]) -> None:
    assert partition(counts, 5) == told


@given(st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 12), min_size=1), st.integers(3, 6))
def test_what_is_told_of_a_partition_is_true_and_never_small(counts: Mapping[str, int], k: int) -> None:
    for code, number in partition(counts, k).items():
        assert number is None or (number == counts[code] and not 0 < number < k)


@given(
    st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 12), min_size=1),
    st.integers(0, 5),
    st.integers(3, 6),
)
def test_what_is_told_of_several_answers_leaves_out_nobody_or_enough(
    counts: Mapping[str, int], silent: int, k: int
) -> None:
    answered = max(counts.values())
    everybody = answered + silent
    for number in several(counts, answered, everybody, k, most=len(counts)).values():
        assert number is None or number == 0 or (number >= k and answered - number >= k)


@pytest.mark.parametrize(
    ("values", "mean"),
    [
        ([1, 2, 3, 4, 5], "3"),
        ([1234, 5678, 9012, 3456, 7890], "5450"),
        ([1, 2, 3, 4], None),
        ([100, 100, 100, 100, 100], None),
        ([1, 1, 1, 1, 1000], None),
        ([10, 10, 10, 10, 200], "48"),
        ([0, 0, 0, 0, 0], None),
        ([-5, 5, -5, 5, 1], "0.2"),
    ],
)
def test_a_mean_tells_no_ones_amount(values: list[int], mean: str | None) -> None:
    told = mean_of([Decimal(one) for one in values], 5, 3, 85)
    assert told == (None if mean is None else Decimal(mean))


@given(st.lists(st.integers(0, 10_000).map(Decimal), min_size=5))
def test_no_one_makes_more_than_the_share_of_what_is_told(values: list[Decimal]) -> None:
    if mean_of(values, 5, 3, 85) is not None:
        assert max(values) * 100 <= 85 * sum(values)
