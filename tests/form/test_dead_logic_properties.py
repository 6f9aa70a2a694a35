"""What `check` says of conditions, against every way through small forms: it is right, and misses nothing."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from consultkit.form import Form, Journey
from consultkit.schema import evaluate
from consultkit.schema.load.dead_logic import dead_logic

from .conftest import make_form

VALUES: dict[str, list[Any]] = {
    "yes_no": [None, True, False],
    "integer": [None, 0, 1, 2],
    "choice": [None, "a", "b"],
    "choices": [None, ["a"], ["b"], ["a", "b"]],
    "text": [None, "x", "y", "z"],
}
COMPARED: dict[str, list[Any]] = {
    "yes_no": [True, False],
    "integer": [0, 2, {"above": 0}, {"above": 2}, {"below": 1}, {"above": 0, "below": 2}],
    "choice": ["a", "b", {"one_of": ["a", "b"]}],
    "choices": [{"includes": "a"}, {"includes": "b"}],
    "text": ["x", {"one_of": ["x", "y"]}],
}


@st.composite
def conditions(draw: st.DrawFn, earlier: list[tuple[str, str]], depth: int = 2) -> dict[str, Any]:
    shape = draw(st.sampled_from(["is", "all", "any", "not"])) if depth else "is"
    if shape == "not":
        return {"not": draw(conditions(earlier, depth - 1))}
    if shape in ("all", "any"):
        return {shape: [draw(conditions(earlier, depth - 1)) for _ in range(2)]}
    source, kind = draw(st.sampled_from(earlier))
    return {source: draw(st.sampled_from([*COMPARED[kind], {"answered": True}]))}


@st.composite
def small_forms(draw: st.DrawFn) -> list[dict[str, Any]]:
    earlier: list[tuple[str, str]] = []
    asked = []
    for number in range(4):
        kind = draw(st.sampled_from(sorted(VALUES)))
        one: dict[str, Any] = {"id": f"q{number}", "type": kind, "label": "Q"}
        one["required"] = draw(st.booleans())
        if kind == "integer":
            one |= {"min": 0, "max": 2}
        if kind.startswith("choice"):
            one["options"] = [{"id": "a", "label": "A"}, {"id": "b", "label": "B"}]
            if earlier and draw(st.booleans()):
                one["options"][0]["show_if"] = draw(conditions(earlier, 1))
        if earlier and draw(st.booleans()):
            one["show_if"] = draw(conditions(earlier))
        asked.append(one)
        earlier.append((one["id"], kind))
    return asked


def every_journey(form: Form, asked: list[dict[str, Any]]) -> Iterator[Journey]:
    for values in product(*(VALUES[one["type"]] for one in asked)):
        yield form.journey({one["id"]: value for one, value in zip(asked, values, strict=True)})


@settings(max_examples=150)
@given(small_forms())
def test_what_is_said_to_be_dead_is_exactly_what_is(asked: list[dict[str, Any]]) -> None:
    form = make_form([asked])
    journeys = list(every_journey(form, asked))
    said = {fault.where: fault.what for fault in dead_logic(form.consultation)}
    for index, question in enumerate(form.questions.values()):
        condition = question.show_if
        if condition is None:
            continue
        held = [evaluate(condition, journey.answers) for journey in journeys]
        complete = [evaluate(condition, journey.answers) for journey in journeys if journey.is_complete]
        what = said.get(("pages", 0, "questions", index, "show_if"), "")
        assert ("never shows" in what) is not any(held)
        if "always holds" in what:
            assert all(complete)
