"""What a changed file changes: the class of each change, and the promise that the classes make."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import assume, event, given, settings
from hypothesis import strategies as st

from consultkit.form import Form, Severity, compare

FormOf = Callable[[list[list[dict[str, Any]]]], Form]
COSMETIC, COMPATIBLE, BREAKING = Severity.COSMETIC, Severity.COMPATIBLE, Severity.BREAKING

BASE: list[list[dict[str, Any]]] = [
    [
        {"id": "many", "type": "yes_no", "label": "Many?"},
        {"id": "amount", "type": "integer", "label": "How many?", "min": 1, "max": 10},
    ],
    [
        {
            "id": "means",
            "type": "choices",
            "label": "Which?",
            "options": [{"id": "a", "label": "A"}, {"id": "b", "label": "B"}],
        },
        {"id": "why", "type": "text", "label": "Why?", "max_length": 20},
    ],
]


def changed(path: tuple[int, int], **keys: Any) -> list[list[dict[str, Any]]]:
    pages = copy.deepcopy(BASE)
    question = pages[path[0]][path[1]]
    question.update(keys)
    return pages


MANY, AMOUNT, MEANS, WHY = (0, 0), (0, 1), (1, 0), (1, 1)
A, B, C = ({"id": code, "label": code.upper()} for code in "abc")
ONLY_MANY = {"show_if": {"many": True}}


@pytest.mark.parametrize(
    ("pages", "severity", "place"),
    [
        (changed(WHY, label="Tell us why"), COSMETIC, "why"),
        (changed(WHY, hint="In short"), COSMETIC, "why"),
        ([BASE[0][::-1], BASE[1]], COSMETIC, "pages"),
        (changed(MEANS, options=[B, A]), COSMETIC, "means"),
        (changed(MEANS, options=[A, {**B, "label": "Bee"}]), COSMETIC, "means"),
        (changed(MEANS, options=[A, B, C]), COMPATIBLE, "means"),
        (changed(AMOUNT, min=0), COMPATIBLE, "amount"),
        (changed(AMOUNT, max=None), COMPATIBLE, "amount"),
        (changed(WHY, max_length=30), COMPATIBLE, "why"),
        (changed(WHY, required=False), COMPATIBLE, "why"),
        (changed(WHY, **ONLY_MANY), COMPATIBLE, "why"),
        ([*BASE, [{"id": "more", "type": "text", "label": "More?"}]], COMPATIBLE, "more"),
        ([[*BASE[0], BASE[1][1]], [BASE[1][0]]], COMPATIBLE, "why"),
        (changed(AMOUNT, max=9), BREAKING, "amount"),
        (changed(AMOUNT, min=2), BREAKING, "amount"),
        (changed(WHY, pattern="[a-z]+"), BREAKING, "why"),
        (changed(WHY, personal="direct"), BREAKING, "why"),
        (changed(WHY, type="long_text"), BREAKING, "why"),
        (changed(MEANS, options=[A]), BREAKING, "means"),
        (changed(MEANS, options=[A, {**B, **ONLY_MANY}]), BREAKING, "means"),
        ([BASE[0], [BASE[1][0]]], BREAKING, "why"),
    ],
)
def test_a_change_has_its_class_and_its_place(
    form_of: FormOf, pages: list[list[dict[str, Any]]], severity: Severity, place: str
) -> None:
    diff = compare(form_of(BASE), form_of(pages))
    assert diff.severity is severity
    assert place in {change.place for change in diff.changes if change.severity is severity}


DAY = {"id": "day", "type": "text", "label": "Day?"}
BY = {"id": "by", "type": "text", "label": "By whom?", "required": False, "max_length": 20}


def rows_of(*questions: dict[str, Any], **keys: Any) -> list[list[dict[str, Any]]]:
    rows = {"id": "cuts", "type": "repeat", "label": "Cuts", "row": "Cut", "questions": list(questions)}
    return [[*BASE[0], {**rows, **keys}], BASE[1]]


@pytest.mark.parametrize(
    ("pages", "severity", "place"),
    [
        (rows_of({**DAY, "label": "Which day?"}, BY), COSMETIC, "cuts.day"),
        (rows_of(DAY, BY, row="One cut"), COSMETIC, "cuts"),
        (rows_of(DAY, {**BY, "max_length": 300}), COMPATIBLE, "cuts.by"),
        (rows_of({**DAY, "required": False}, BY), COMPATIBLE, "cuts.day"),
        (rows_of(DAY, BY, {**BY, "id": "how"}), COMPATIBLE, "cuts.how"),
        (rows_of(DAY, BY, max=20), COMPATIBLE, "cuts"),
        (rows_of(DAY, BY, {**DAY, "id": "how"}), BREAKING, "cuts.how"),
        (rows_of(DAY, {**BY, "required": True}), BREAKING, "cuts.by"),
        (rows_of({**DAY, "show_if": {"many": True}}, BY), BREAKING, "cuts.day"),
        (rows_of(DAY, {**BY, "max_length": 5}), BREAKING, "cuts.by"),
        (rows_of(DAY, {**BY, "type": "long_text"}), BREAKING, "cuts.by"),
        (rows_of(DAY), BREAKING, "cuts.by"),
    ],
)
def test_a_change_inside_rows_has_its_class_and_its_place(
    form_of: FormOf, pages: list[list[dict[str, Any]]], severity: Severity, place: str
) -> None:
    diff = compare(form_of(rows_of(DAY, BY)), form_of(pages))
    assert diff.severity is severity
    assert place in {change.place for change in diff.changes if change.severity is severity}


ROWS: list[dict[str, Any]] = [
    {"id": "name", "type": "text", "label": "Name?", "max_length": 20},
    {"id": "amount", "type": "integer", "label": "How much?", "required": False, "max": 10},
    {"id": "way", "type": "choice", "label": "How?", "options": [A, B]},
]


def listed(*questions: dict[str, Any], **keys: Any) -> list[list[dict[str, Any]]]:
    """A form whose second question is a list of platforms."""
    many = {"id": "many", "type": "yes_no", "label": "Many?"}
    repeat = {"id": "platforms", "type": "repeat", "label": "Which?", "row": "One", "questions": questions}
    return [[many, {**repeat, **keys}]]


def row_with(index: int, **keys: Any) -> list[list[dict[str, Any]]]:
    questions = copy.deepcopy(ROWS)
    questions[index].update(keys)
    return listed(*questions)


NEW = {"id": "more", "type": "text", "label": "More?"}


@pytest.mark.parametrize(
    ("pages", "severity", "place"),
    [
        (row_with(1, label="What sum?"), COSMETIC, "platforms.amount"),
        (listed(*ROWS, row="Platform"), COSMETIC, "platforms"),
        (listed(*ROWS[::-1]), COSMETIC, "platforms.questions"),
        (row_with(2, options=[A, {**B, "label": "Bee"}]), COSMETIC, "platforms.way"),
        (listed(*ROWS, {**NEW, "required": False}), COMPATIBLE, "platforms.more"),
        (row_with(0, required=False), COMPATIBLE, "platforms.name"),
        (row_with(1, max=20), COMPATIBLE, "platforms.amount"),
        (row_with(2, options=[A, B, C]), COMPATIBLE, "platforms.way"),
        (listed(*ROWS, max=20), COMPATIBLE, "platforms"),
        (listed(*ROWS, NEW), BREAKING, "platforms.more"),
        (row_with(1, required=True), BREAKING, "platforms.amount"),
        (row_with(1, max=9), BREAKING, "platforms.amount"),
        (row_with(0, type="long_text"), BREAKING, "platforms.name"),
        (row_with(2, options=[A]), BREAKING, "platforms.way"),
        (row_with(0, **ONLY_MANY), BREAKING, "platforms.name"),
        (listed(*ROWS[:2]), BREAKING, "platforms.way"),
    ],
)
def test_a_change_in_the_rows_of_a_list_has_its_class_and_its_path(
    form_of: FormOf, pages: list[list[dict[str, Any]]], severity: Severity, place: str
) -> None:
    old, new = form_of(listed(*ROWS)), form_of(pages)
    diff = compare(old, new)
    assert diff.severity is severity
    assert place in {change.place for change in diff.changes if change.severity is severity}
    if severity is not BREAKING:
        rows = [{"name": "x", "way": "b", "amount": 10}, {"name": "y", "way": "a"}]
        kept = old.journey({"many": True, "platforms": rows}).answers
        assert kept["platforms"] == rows
        assert not new.journey(kept).faults


def test_a_condition_is_breaking_where_a_row_reads_the_answer_that_may_go(form_of: FormOf) -> None:
    rows = [{**ROWS[0], "show_if": {"not": {"big": {"answered": True}}}}, *ROWS[1:]]
    big = {"id": "big", "type": "yes_no", "label": "Big?"}
    old, new = listed(*rows), listed(*rows)
    old[0].insert(1, big)
    new[0].insert(1, {**big, **ONLY_MANY})
    answers = {"many": False, "big": True, "platforms": [{"way": "b"}]}
    assert form_of(old).journey(answers).is_complete
    assert "platforms" in form_of(new).journey(answers).faults
    assert compare(form_of(old), form_of(new)).severity is BREAKING


def matrix(**keys: Any) -> list[list[dict[str, Any]]]:
    question = {"id": "grid", "type": "matrix", "label": "How?", "rows": [A, B], "options": [A, B]}
    return [[{**question, **keys}]]


@pytest.mark.parametrize(
    ("was", "is_now", "severity"),
    [
        ({}, {"rows": [A, {**B, "label": "Bee"}]}, COSMETIC),
        ({}, {"rows": [B, A]}, COSMETIC),
        ({}, {"options": [A, {**B, "label": "Bee"}]}, COSMETIC),
        ({}, {"options": [A, B, C]}, COMPATIBLE),
        ({"required": False}, {"required": False, "rows": [A, B, C]}, COMPATIBLE),
        ({}, {"rows": [A, B, C]}, BREAKING),
        ({}, {"rows": [A]}, BREAKING),
        ({}, {"options": [B]}, BREAKING),
        ({"required": False}, {}, BREAKING),
    ],
)
def test_a_change_of_a_matrix_has_its_class(
    form_of: FormOf, was: dict[str, Any], is_now: dict[str, Any], severity: Severity
) -> None:
    old, new = form_of(matrix(**was)), form_of(matrix(**is_now))
    assert compare(old, new).severity is severity
    if severity is not BREAKING:
        assert not new.journey({"grid": {"a": "b", "b": "a"}}).faults


def test_the_same_form_has_no_changes(form_of: FormOf) -> None:
    assert compare(form_of(BASE), form_of(BASE)).severity is None


def test_a_condition_is_breaking_where_an_option_reads_the_answer_that_may_go(form_of: FormOf) -> None:
    pages = changed(MEANS, options=[A, {**B, "show_if": {"amount": 3}}])
    hidden = copy.deepcopy(pages)
    hidden[0][1].update(ONLY_MANY)
    old, new = form_of(pages), form_of(hidden)
    answers = {"many": False, "amount": 3, "means": ["b"], "why": "x"}
    assert "means" in new.journey(old.journey(answers).answers).faults
    assert compare(old, new).severity is BREAKING


LIMIT = st.one_of(st.none(), st.integers(1, 4))
CONDITION = st.sampled_from([None, {"first": True}, {"not": {"first": True}}, {"second": {"above": 2}}])


@st.composite
def some_pages(draw: st.DrawFn) -> list[list[dict[str, Any]]]:
    options = [
        {"id": code, "label": code, "show_if": draw(CONDITION) if draw(st.booleans()) else None}
        for code in draw(st.permutations(["a", "b", "c"]))[: draw(st.integers(1, 3))]
    ]
    first = {"id": "first", "type": "yes_no", "label": draw(st.sampled_from("xy"))}
    second = {
        "id": "second",
        "type": draw(st.sampled_from(["integer", "integer", "integer", "text"])),
        "label": "Second",
        "show_if": draw(st.sampled_from([None, {"first": True}])),
    }
    if second["type"] == "integer":
        low, high = sorted(draw(st.tuples(st.integers(0, 3), st.integers(0, 5))))
        second.update(min=draw(st.sampled_from([None, low])), max=draw(st.sampled_from([None, high])))
    third = {"id": "third", "type": "choices", "label": "Third", "options": options, "max": draw(LIMIT)}
    last = {"id": "last", "type": "text", "label": "Last", "max_length": draw(st.integers(1, 3))}
    last["show_if"] = draw(st.sampled_from([None, {"first": False}]))
    for question in (first, second, third, last):
        question["required"] = draw(st.booleans())
    if second["type"] == "text":
        for part in (*options, third):
            part.pop("show_if", None)
    return [[first, second], [third, last]] if draw(st.booleans()) else [[first], [second, third, last]]


@st.composite
def an_edit(draw: st.DrawFn, pages: list[list[dict[str, Any]]]) -> list[list[dict[str, Any]]]:
    """A few questions as in another form, the rest as it was: so that many pairs are compatible."""
    other = {question["id"]: question for page in draw(some_pages()) for question in page}
    edited = copy.deepcopy(pages)
    taken = draw(st.sets(st.sampled_from(sorted(other)), min_size=1, max_size=2))
    for question in (question for page in edited for question in page if question["id"] in taken):
        shared = sorted(other[question["id"]].keys() & question.keys() - {"id", "type"})
        for key in draw(st.sets(st.sampled_from(shared), min_size=1, max_size=2)):
            question[key] = other[question["id"]][key]
    return edited


ANSWERS = st.fixed_dictionaries(
    {
        "first": st.booleans(),
        "second": st.integers(0, 5),
        "third": st.lists(st.sampled_from("abc"), min_size=1, unique=True),
        "last": st.text("x", min_size=1, max_size=3),
    }
)


@settings(max_examples=500)
@given(data=st.data(), pages=some_pages(), answers=ANSWERS)
def test_unless_a_change_is_breaking_what_was_taken_before_is_taken_now(
    form_of: FormOf, data: st.DataObject, pages: list[list[dict[str, Any]]], answers: dict[str, Any]
) -> None:
    edited = data.draw(an_edit(pages))
    assume(all(_limits_meet(question) for page in edited for question in page))
    old, new = form_of(pages), form_of(edited)
    severity = compare(old, new).severity
    event(f"class {severity}")
    if severity is not BREAKING:
        kept = old.journey(answers).answers
        assert not set(new.journey(kept).faults) & set(kept)


def _limits_meet(question: dict[str, Any]) -> bool:
    low, high = question.get("min"), question.get("max")
    return low is None or high is None or low <= high


@pytest.mark.parametrize("personal", ["none", "direct"])
def test_whose_key_opens_an_answer_is_no_small_matter(form_of: FormOf, personal: str) -> None:
    plain = form_of(changed((1, 1), personal=personal))
    sealed = form_of(changed((1, 1), personal=personal, sealed=True))
    for old, new in ((plain, sealed), (sealed, plain)):
        [change] = compare(old, new).changes
        assert (change.severity, change.place) == (BREAKING, "why")
