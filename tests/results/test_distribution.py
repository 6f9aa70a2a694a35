"""Where the middle of numbers lies, and in which bands they are."""

from __future__ import annotations

import statistics
from collections import Counter
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from consultkit.results import distribution_of
from consultkit.schema import rounded

NUMBERS = st.lists(
    st.one_of(
        st.integers(-500, 500).map(Decimal),
        st.decimals(0, 10**6, places=2),
        st.sampled_from([Decimal(0), Decimal("0.01"), Decimal(1), Decimal(999_999)]),
    ),
    min_size=1,
    max_size=60,
)


@given(NUMBERS)
def test_the_median_is_that_of_statistics_and_quartiles_part_the_numbers(numbers: list[Decimal]) -> None:
    found = distribution_of(Counter(numbers))
    assert found is not None
    assert found.median == statistics.median(numbers)
    quarter = len(numbers) / 4
    assert sum(one < found.lower_quartile for one in numbers) <= quarter
    assert sum(one > found.upper_quartile for one in numbers) <= quarter
    assert found.least == min(numbers) <= found.lower_quartile <= found.median
    assert found.median <= found.upper_quartile <= max(numbers) == found.most


@given(NUMBERS)
def test_every_number_is_in_one_band(numbers: list[Decimal]) -> None:
    found = distribution_of(Counter(numbers))
    assert found is not None
    assert sum(band.count for band in found.bands) == len(numbers) == found.count
    assert 1 <= len(found.bands) <= 15
    for one, next_one in zip(found.bands, found.bands[1:], strict=False):
        assert one.below == next_one.least


def test_nothing_has_no_middle() -> None:
    assert distribution_of({}) is None
    assert distribution_of({Decimal(3): 0}) is None


@given(st.integers(-(10**15), 10**15))
def test_a_number_is_kept_to_three_digits(number: int) -> None:
    kept = Decimal(rounded(number))
    assert abs(kept - number) <= abs(number) * Decimal("0.005")
    assert len(kept.normalize().as_tuple().digits) <= 3
    assert rounded(str(kept)) == rounded(number)
