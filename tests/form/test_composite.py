"""Groups, computed values and the end of the road: what is met, demanded, worked out and submitted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultkit.form import Form, read_page

FormOf = Callable[[list[list[dict[str, Any]]]], Form]
DAY = date(2018, 11, 15)
FIRST: dict[str, Any] = {"id": "kind", "type": "yes_no", "label": "Kind"}


def met(form: Form, answers: dict[str, Any]) -> list[str]:
    journey = form.journey(answers, DAY)
    return [question.id for page in journey.pages for question in journey.questions(page)]


# --- groups ------------------------------------------------------------------------


def group(**keys: Any) -> dict[str, Any]:
    inner = [
        {"id": "a", "type": "integer", "label": "A"},
        {"id": "b", "type": "integer", "label": "B", "show_if": {"a": {"above": 5}}},
    ]
    return {"id": "both", "type": "group", "label": "Both", "questions": inner, **keys}


def test_the_questions_of_a_group_have_answers_of_their_own(form_of: FormOf) -> None:
    form = form_of([[FIRST, group()]])
    assert list(form.questions) == ["kind", "both", "a", "b"]
    assert met(form, {"kind": True, "a": 9}) == ["kind", "both", "a", "b"]
    assert met(form, {"kind": True, "a": 1}) == ["kind", "both", "a"]
    assert form.journey({"kind": True, "a": 9, "b": 2}, DAY).answers == {"kind": True, "a": 9, "b": 2}
    assert set(form.journey({"kind": True}, DAY).faults) == {"a"}


def test_a_group_that_is_hidden_hides_its_questions_and_one_without_any_is_no_heading(
    form_of: FormOf,
) -> None:
    hidden = form_of([[FIRST, group(show_if={"kind": True})]])
    assert met(hidden, {"kind": False, "a": 9}) == ["kind"]
    assert hidden.journey({"kind": False, "a": 9}, DAY).answers == {"kind": False}
    only = {"id": "a", "type": "integer", "label": "A", "show_if": {"kind": True}}
    assert met(form_of([[FIRST, group(questions=[only])]]), {"kind": False}) == ["kind"]


def test_a_page_with_a_group_is_read_as_one_without(form_of: FormOf) -> None:
    form = form_of([[FIRST, group()]])
    reading = read_page(form, "page0", {}, {"kind": ["yes"], "a": ["9"], "b": ["x"]}, DAY)
    assert (reading.answers, set(reading.faults)) == ({"kind": True, "a": 9}, {"b"})


# --- computed ----------------------------------------------------------------------


def computed(**keys: Any) -> list[dict[str, Any]]:
    asked = [
        {"id": "whole", "type": "integer", "label": "Whole", "required": False},
        {"id": "money", "type": "money", "label": "Money", "required": False},
        {"id": "begun", "type": "date", "label": "Begun", "required": False},
        {"id": "ended", "type": "date", "label": "Ended", "required": False},
    ]
    return [*asked, {"id": "out", "type": "computed", "label": "Out", **keys}]


@pytest.mark.parametrize(
    ("keys", "answers", "value"),
    [
        ({"sum": ["whole", "money"]}, {"whole": 2, "money": "0.10"}, "2.10"),
        ({"sum": ["whole", "money"]}, {"whole": 2}, 2),
        ({"sum": ["whole", "money"]}, {}, None),
        ({"difference": ["money", "whole"]}, {"whole": 2, "money": "0.10"}, "-1.90"),
        ({"difference": ["money", "whole"]}, {"whole": 2}, None),
        ({"difference": ["ended", "begun"]}, {"begun": "2018-10-31", "ended": "2018-11-30"}, 30),
        ({"count": ["whole", "begun"]}, {"whole": 0}, 1),
        ({"count": ["whole", "begun"]}, {}, None),
    ],
)
def test_a_value_is_worked_out_from_what_was_answered(form_of: FormOf, keys, answers, value) -> None:
    form = form_of([computed(**keys)])
    journey = form.journey({**answers, "out": "forged"}, DAY)
    assert journey.answers.get("out") == value
    assert type(journey.answers.get("out")) is type(value)
    assert journey.is_complete


def test_conditions_see_it_and_nothing_that_is_posted_does(form_of: FormOf) -> None:
    after = {"id": "more", "type": "text", "label": "More", "show_if": {"out": {"above": 100}}}
    form = form_of([[*computed(sum=["whole", "money"]), after]])
    posted = {"whole": ["60"], "money": ["50"], "out": ["7"], "more": ["Yes"]}
    reading = read_page(form, "page0", {}, posted, DAY)
    assert reading.answers == {"whole": 60, "money": "50.00", "more": "Yes"}
    assert form.journey(reading.answers, DAY).answers["out"] == "110.00"
    assert "more" not in form.journey({"whole": 60}, DAY).answers


@given(st.lists(st.decimals(min_value=0, max_value=10**9, places=2), min_size=1, max_size=6))
def test_a_sum_is_exact(form_of: FormOf, amounts: list[Decimal]) -> None:
    asked = [{"id": f"m{i}", "type": "money", "label": "M"} for i in range(len(amounts))]
    out = {"id": "out", "type": "computed", "label": "Out", "sum": [one["id"] for one in asked]}
    answers = {f"m{i}": str(amount) for i, amount in enumerate(amounts)}
    cents = sum(int(amount * 100) for amount in amounts)
    assert Decimal(form_of([[*asked, out]]).journey(answers, DAY).answers["out"]) * 100 == cents


# --- the end of the road -----------------------------------------------------------

WALL: dict[str, Any] = {
    "id": "wall",
    "type": "information_wall",
    "label": "Not here",
    "text": "There",
    "show_if": {"kind": True},
}
REST: list[dict[str, Any]] = [{"id": "rest", "type": "integer", "label": "Rest"}]


def test_nothing_shows_after_a_wall_and_nothing_can_be_sent(form_of: FormOf) -> None:
    form = form_of([[FIRST, WALL, *REST], [{"id": "last", "type": "integer", "label": "Last"}]])
    journey = form.journey({"kind": True, "rest": 1, "last": 2}, DAY)
    assert [page.id for page in journey.pages] == ["page0"]
    assert (journey.answers, set(journey.faults)) == ({"kind": True}, {"wall"})
    assert journey.first_incomplete == journey.pages[0]
    assert form.journey({"kind": False, "rest": 1, "last": 2}, DAY).is_complete


def test_a_page_with_a_wall_goes_no_further_and_keeps_what_is_behind_it(form_of: FormOf) -> None:
    form = form_of([[FIRST, WALL, *REST]])
    reading = read_page(form, "page0", {"rest": 1}, {"kind": ["yes"], "rest": ["2"]}, DAY)
    assert (reading.answers, set(reading.faults)) == ({"kind": True, "rest": 1}, {"wall"})
