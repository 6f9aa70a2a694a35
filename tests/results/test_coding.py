"""Cohen's kappa against figures that were worked out by hand and by another program's formula."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultkit.results import cohens_kappa


def pairs(yes_yes: int, yes_no: int, no_yes: int, no_no: int) -> list[tuple[str, str]]:
    return [
        *[("yes", "yes")] * yes_yes,
        *[("yes", "no")] * yes_no,
        *[("no", "yes")] * no_yes,
        *[("no", "no")] * no_no,
    ]


@pytest.mark.parametrize(
    ("table", "kappa"),
    [
        ((20, 5, 10, 15), Fraction(2, 5)),
        ((45, 15, 25, 15), Fraction(3, 23)),
        ((25, 35, 5, 35), Fraction(7, 27)),
        ((10, 0, 0, 10), Fraction(1)),
        ((0, 5, 5, 0), Fraction(-1)),
    ],
)
def test_kappa_of_known_tables(table: tuple[int, int, int, int], kappa: Fraction) -> None:
    assert cohens_kappa(pairs(*table)) == kappa


@pytest.mark.parametrize("given_to_all", [[], [("yes", "yes")] * 9])
def test_there_is_none_where_nobody_could_disagree(given_to_all: list[tuple[str, str]]) -> None:
    assert cohens_kappa(given_to_all) is None


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), min_size=1))
def test_it_does_not_matter_who_comes_first(coded: list[tuple[str, str]]) -> None:
    assert cohens_kappa(coded) == cohens_kappa([(other, one) for one, other in coded])
