"""Any form, any answers: the journey against a naive reading of the rules, and what must always hold."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from consultkit.form import Form, form_from_document, read_page

FormOf = Callable[[list[list[dict[str, Any]]]], Form]
DAY = date(2018, 11, 15)

KINDS = ("yes_no", "integer", "choices", "text")
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "yes_no": st.booleans(),
    "integer": st.integers(0, 3),
    "choices": st.lists(st.sampled_from(["a", "b"]), min_size=1, unique=True).map(sorted),
    "text": st.sampled_from(["x", "y"]),
}
COMPARISONS: dict[str, st.SearchStrategy[Any]] = {
    "yes_no": st.booleans(),
    "integer": st.one_of(st.integers(0, 3), st.fixed_dictionaries({"above": st.integers(0, 3)})),
    "choices": st.fixed_dictionaries({"includes": st.sampled_from(["a", "b"])}),
    "text": st.one_of(st.sampled_from(["x", "y"]), st.just({"answered": True})),
}


@st.composite
def forms(draw: st.DrawFn) -> list[list[dict[str, Any]]]:
    """Up to three pages of up to three questions, each depending on earlier ones or on none."""
    earlier: list[tuple[str, str]] = []
    pages = []
    for _ in range(draw(st.integers(1, 3))):
        page = []
        for _ in range(draw(st.integers(1, 3))):
            page.append(draw(a_question(f"q{len(earlier)}", earlier)))
            earlier = [*earlier, (page[-1]["id"], page[-1]["type"])]
        pages.append(page)
    return pages


@st.composite
def a_question(draw: st.DrawFn, name: str, earlier: list[tuple[str, str]]) -> dict[str, Any]:
    kind = draw(st.sampled_from(KINDS))
    asked: dict[str, Any] = {"id": name, "type": kind, "label": name, "required": draw(st.booleans())}
    if kind == "choices":
        asked["options"] = [{"id": "a", "label": "A"}, {"id": "b", "label": "B"}]
        if earlier and draw(st.booleans()):
            asked["options"][0]["show_if"] = draw(a_condition(earlier))
    if earlier and draw(st.booleans()):
        asked["show_if"] = draw(a_condition(earlier))
    return asked


@st.composite
def a_condition(draw: st.DrawFn, earlier: list[tuple[str, str]]) -> dict[str, Any]:
    source, kind = draw(st.sampled_from(earlier))
    condition = {source: draw(COMPARISONS[kind])}
    return {"not": condition} if draw(st.booleans()) else condition


@st.composite
def answered_forms(draw: st.DrawFn) -> tuple[list[list[dict[str, Any]]], dict[str, Any]]:
    pages = draw(forms())
    some = {asked["id"]: VALUES[asked["type"]] for page in pages for asked in page}
    return pages, draw(st.fixed_dictionaries({}, optional=some))


def holds(condition: dict[str, Any] | None, answers: Mapping[str, Any]) -> bool:
    if condition is None:
        return True
    ((source, expected),) = condition.items()
    if source == "not":
        return not holds(expected, answers)
    value = answers.get(source)
    if value is None:
        return False
    if not isinstance(expected, dict):
        return type(value) is type(expected) and value == expected
    ((word, bound),) = expected.items()
    return {"answered": True, "above": word == "above" and value > bound}.get(
        word, word == "includes" and bound in value
    )


def naive_journey(
    pages: list[list[dict[str, Any]]], answers: Mapping[str, Any]
) -> tuple[list[str], dict[str, Any], set[str]]:
    """What is shown, what counts, and what is wrong, question after question."""
    seen, counted, wrong = [], {}, set()
    for asked in (asked for page in pages for asked in page):
        if not holds(asked.get("show_if"), counted):
            continue
        seen.append(asked["id"])
        value = answers.get(asked["id"])
        options = {one["id"] for one in asked.get("options", ()) if holds(one.get("show_if"), counted)}
        if value is None:
            wrong |= {asked["id"]} if asked["required"] else set()
        elif asked["type"] == "choices" and not set(value) <= options:
            wrong.add(asked["id"])
        else:
            counted[asked["id"]] = value
    return seen, counted, wrong


@given(answered_forms())
def test_the_journey_is_what_a_naive_reading_of_the_rules_gives(form_of: FormOf, made) -> None:
    pages, answers = made
    seen, counted, wrong = naive_journey(pages, answers)
    journey = form_of(pages).journey(answers, DAY)
    assert [question.id for page in journey.pages for question in journey.questions(page)] == seen
    assert journey.answers == counted
    assert set(journey.faults) == wrong
    assert journey.is_complete is not bool(wrong)


@given(answered_forms())
def test_what_counts_is_a_journey_of_its_own(form_of: FormOf, made) -> None:
    pages, answers = made
    form = form_of(pages)
    journey = form.journey(answers, DAY)
    # What is submitted is judged again from its JSON: it must be the same journey.
    sent = json.loads(json.dumps(journey.answers))
    again = form.journey(sent, DAY)
    assert again.answers == journey.answers == sent
    assert again.pages == journey.pages
    assert again.faults.keys() <= journey.faults.keys()


@given(answered_forms())
def test_a_stored_form_is_walked_alike(form_of: FormOf, types, made) -> None:
    pages, answers = made
    form = form_of(pages)
    stored = form_from_document(json.loads(json.dumps(form.document(), sort_keys=True)), types)
    one, other = form.journey(answers, DAY), stored.journey(answers, DAY)
    assert (one.answers, one.faults) == (other.answers, other.faults)
    assert [page.id for page in one.pages] == [page.id for page in other.pages]


@given(answered_forms())
def test_pages_lead_to_one_another_from_first_to_last(form_of: FormOf, made) -> None:
    pages, answers = made
    journey = form_of(pages).journey(answers, DAY)
    walked = [journey.pages[0]] if journey.pages else []
    while walked and (following := journey.after(walked[-1].id)):
        assert journey.before(following.id) == walked[-1]
        walked.append(following)
    assert tuple(walked) == journey.pages


@given(answered_forms(), st.data())
def test_posting_what_is_kept_changes_nothing(form_of: FormOf, made, data: st.DataObject) -> None:
    pages, answers = made
    form = form_of(pages)
    journey = form.journey(answers, DAY)
    if not journey.pages:
        return
    page = data.draw(st.sampled_from(journey.pages))
    posted = {
        question.id: question.again(answers[question.id])
        for question in journey.questions(page)
        if question.id in journey.answers
    }
    reading = read_page(form, page.id, journey.answers, posted, DAY)
    assert reading.answers == journey.answers
    demanded = {question.id for question in journey.questions(page)} & journey.faults.keys()
    lacking = {name for name in demanded if name not in answers}
    # What the journey shows is what the page demands.
    assert lacking <= reading.faults.keys()
    assert reading.faults.keys() <= {question.id for question in journey.questions(page)}


@given(answered_forms(), st.data())
def test_hiding_never_deletes_what_a_draft_holds(form_of: FormOf, made, data: st.DataObject) -> None:
    pages, answers = made
    form = form_of(pages)
    page = data.draw(st.sampled_from(form.pages))
    asked = [one for questions in pages for one in questions]
    posted = {
        one["id"]: form.questions[one["id"]].again(data.draw(VALUES[one["type"]]))
        for one in asked
        if data.draw(st.booleans())
    }
    reading = read_page(form, page.id, answers, posted, DAY)
    after = form.journey(reading.answers, DAY)
    shown = {question.id for question in after.questions(page)}
    for name, value in answers.items():
        if name not in shown:
            assert reading.answers[name] == value
    for name in reading.faults:
        assert name not in reading.answers


@given(
    answered_forms(),
    st.dictionaries(st.sampled_from([f"q{number}" for number in range(9)]), st.lists(st.text())),
)
def test_whatever_is_posted_is_read(form_of: FormOf, made, posted: dict[str, list[str]]) -> None:
    pages, answers = made
    form = form_of(pages)
    for page in form.pages:
        reading = read_page(form, page.id, answers, posted, DAY)
        json.dumps(reading.answers).encode()
        assert reading.typed.keys() <= reading.faults.keys()
        for typed in reading.typed.values():
            "".join(typed).encode()
