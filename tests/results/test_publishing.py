"""What is published singles nobody out: by itself, by its complement, or by two publications together."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultkit.results import publishing, safe_counts

COUNTS = st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 12), min_size=1)


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ({"a": 10, "b": 5}, {"": 15, "a": 10, "b": 5}),
        ({"a": 10, "b": 2, "c": 6}, {"": 18, "a": 10, "b": None, "c": None}),
        ({"a": 10, "b": 2}, {"": 12, "a": None, "b": None}),
        ({"a": 10, "b": 1, "c": 1, "d": 4}, {"": 16, "a": 10, "b": None, "c": None, "d": None}),
        ({"a": 10, "b": 0}, {"": 10, "a": 10, "b": 0}),
        ({"a": 1, "b": 1}, {"": None, "a": None, "b": None}),
    ],
)
def test_one_answer_each(counts: dict[str, int], told: dict[str, int | None]) -> None:
    assert safe_counts(counts, sum(counts.values()), one_each=True) == told


def test_several_answers_each() -> None:
    told = safe_counts({"a": 9, "b": 2, "c": 5}, 10, one_each=False)
    assert told == {"": 10, "a": None, "b": None, "c": 5}, "nine of ten tells of one who did not"


@given(COUNTS, st.integers(3, 6))
def test_what_is_hidden_cannot_be_worked_out(counts: dict[str, int], at_least: int) -> None:
    told = safe_counts(counts, sum(counts.values()), one_each=True, at_least=at_least)
    hidden = [code for code in counts if told[code] is None]
    shown = sum(told[code] or 0 for code in counts)
    if told[""] is not None and hidden:
        assert told[""] - shown >= at_least
        assert len(hidden) > 1


@given(COUNTS, st.lists(st.integers(-3, 6), min_size=6, max_size=6))
def test_two_publications_differ_by_nobody_or_by_enough(counts: dict[str, int], moved: list[int]) -> None:
    later = {code: max(0, n + step) for (code, n), step in zip(counts.items(), moved, strict=False)}
    first = safe_counts(counts, sum(counts.values()), one_each=True)
    second = safe_counts(later, sum(later.values()), one_each=True, earlier=first)
    for code in first:
        before, after = first[code], second[code]
        if before is not None and after is not None:
            assert before == after or abs(before - after) >= publishing.SMALLEST


def attack(counts: dict[str, int], told: dict[str, int | None]) -> set[str]:
    """What a reader works out who knows that every one of those told gave one answer."""
    whole, known = told[""], {code for code in counts if told[code] is not None}
    small = {code for code in known if 0 < (told[code] or 0) < publishing.SMALLEST}
    rest = [code for code in counts if code not in known]
    if whole is not None and 0 < whole - sum(told[code] or 0 for code in known) < publishing.SMALLEST:
        small |= set(rest)
    if whole is not None and len(rest) == 1:
        small |= {rest[0]} if 0 < counts[rest[0]] < publishing.SMALLEST else set()
    return small


def tables(number: int = 1000) -> list[dict[str, int]]:
    chance = random.Random(17)
    return [
        dict(
            Counter(
                chance.choices("abcde", [chance.random() ** 3 for _ in range(5)], k=chance.randint(3, 40))
            )
        )
        for _ in range(number)
    ]


def test_a_reader_of_a_thousand_tables_learns_of_nobody() -> None:
    caught = [attack(one, safe_counts(one, sum(one.values()), one_each=True)) for one in tables()]
    assert not any(caught)


@pytest.mark.parametrize("control", ["_is_few", "_with_cover"])
def test_the_reader_would_notice_a_control_that_is_missing(
    control: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    missing = {"_is_few": lambda *_, **__: False, "_with_cover": lambda _counts, hidden, _least: hidden}
    monkeypatch.setattr(publishing, control, missing[control])
    caught = [attack(one, safe_counts(one, sum(one.values()), one_each=True)) for one in tables()]
    assert any(caught)
