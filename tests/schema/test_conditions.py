"""Conditions against a naive reading of the rules in `docs/consultation-file.md`."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from consultkit.schema import Condition, evaluate

IDS = st.sampled_from(["a", "b", "c", "d"])
DATES = st.dates().map(lambda day: day.isoformat())
NUMBERS = st.one_of(st.integers(-5, 5), st.decimals(-5, 5, places=1))
SCALARS = st.one_of(st.booleans(), st.integers(-3, 3), st.sampled_from(["x", "y", "2.5", "01"]))
COMPARED = st.one_of(
    SCALARS,
    st.one_of(
        st.fixed_dictionaries({"one_of": st.lists(SCALARS, min_size=1, max_size=3)}),
        st.fixed_dictionaries({"includes": st.sampled_from(["x", "y"])}),
        st.fixed_dictionaries({"answered": st.just(True)}),
        st.fixed_dictionaries({"above": NUMBERS}),
        st.fixed_dictionaries({"above": NUMBERS, "below": NUMBERS}),
        st.fixed_dictionaries({"before": DATES}),
        st.fixed_dictionaries({"after": DATES}),
    ),
)
CONDITIONS: st.SearchStrategy[dict[str, Any]] = st.recursive(
    st.dictionaries(IDS, COMPARED, min_size=1, max_size=2),
    lambda inner: st.one_of(
        st.fixed_dictionaries({"all": st.lists(inner, min_size=1, max_size=3)}),
        st.fixed_dictionaries({"any": st.lists(inner, min_size=1, max_size=3)}),
        st.fixed_dictionaries({"not": inner}),
    ),
    max_leaves=8,
)
VALUES = st.one_of(
    SCALARS,
    DATES,
    st.lists(st.sampled_from(["x", "y", "z"]), unique=True),
    st.sampled_from(["2.50", "-1.0", "NaN", "Infinity", "words"]),
    st.none(),
)
ANSWERS = st.dictionaries(IDS, VALUES)


def naive(written: Mapping[str, Any], answers: Mapping[str, Any]) -> bool:
    return all(naive_entry(key, value, answers) for key, value in written.items())


def naive_entry(key: str, value: Any, answers: Mapping[str, Any]) -> bool:
    if key == "all":
        return all(naive(part, answers) for part in value)
    if key == "any":
        return any(naive(part, answers) for part in value)
    if key == "not":
        return not naive(value, answers)
    given = answers.get(key)
    if given is None:
        return False
    if not isinstance(value, dict):
        return same(given, value)
    return all(naive_comparison(word, bound, given) for word, bound in value.items())


def naive_comparison(word: str, bound: Any, given: Any) -> bool:
    match word:
        case "answered":
            return True
        case "one_of":
            return any(same(given, one) for one in bound)
        case "includes":
            return isinstance(given, list) and bound in given
        case "before" | "after":
            return isinstance(given, str) and (given < bound if word == "before" else given > bound)
    number = as_number(given)
    if number is None:
        return False
    return number > bound if word == "above" else number < bound


def same(given: Any, value: Any) -> bool:
    return type(given) is type(value) and given == value


def as_number(given: Any) -> Decimal | None:
    if isinstance(given, bool) or not isinstance(given, int | str):
        return None
    try:
        number = Decimal(given)
    except ArithmeticError:
        return None
    return number if number.is_finite() else None


@given(CONDITIONS, ANSWERS)
def test_the_compiled_condition_decides_as_the_rules_say(
    written: dict[str, Any], answers: dict[str, Any]
) -> None:
    condition = Condition.of(written)
    assert evaluate(condition, answers) is naive(written, answers)
    again = Condition.of(condition.written)
    assert evaluate(again, answers) is naive(written, answers)
    assert again.written == condition.written


def test_an_absent_source_makes_every_comparison_false_and_its_contrary_true() -> None:
    for compared in (
        "x",
        True,
        {"answered": True},
        {"above": -1},
        {"includes": "x"},
        {"before": "2018-01-01"},
    ):
        assert not evaluate(Condition.of({"a": compared}), {})
        assert evaluate(Condition.of({"not": {"a": compared}}), {})


def test_yes_is_not_one() -> None:
    assert not evaluate(Condition.of({"a": True}), {"a": 1})
    assert not evaluate(Condition.of({"a": 1}), {"a": True})
    assert not evaluate(Condition.of({"a": {"one_of": [1]}}), {"a": True})


def test_a_number_is_compared_with_numbers_only() -> None:
    for answer in ("words", "NaN", "-Infinity", True, ["3"], None):
        assert not evaluate(Condition.of({"a": {"above": -1}}), {"a": answer})
        assert not evaluate(Condition.of({"a": {"below": 9}}), {"a": answer})
    assert evaluate(Condition.of({"a": {"above": Decimal("2.5"), "below": 3}}), {"a": "2.60"})


def test_no_condition_always_holds() -> None:
    assert evaluate(None, {})


def test_a_condition_names_its_sources() -> None:
    written = {"any": [{"a": True}, {"not": {"b": "x", "c": {"above": 1, "below": 3}}}]}
    assert Condition.of(written).sources == {"a", "b", "c"}


def test_every_fault_of_a_condition_has_its_place() -> None:
    with pytest.raises(ValidationError) as caught:
        Condition.of({"any": [{"a": {"abve": 3}}, {"b": None}, 3], "all": []})
    assert {error["loc"] for error in caught.value.errors()} == {
        ("any", 0, "a", "abve"),
        ("any", 1, "b"),
        ("any", 2),
        ("all",),
    }
