"""Options that ask for words, and options that stand alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultkit.schema import AnswerRefused, ChoicesQuestion, Condition, Question

Make = Callable[..., Question]

OPTIONS = {
    "food": "Des repas",
    "trips": "Des courses",
    "other": {"label": "Autre", "specify": True},
    "none": {"label": "Rien"},
}
ALONE = {**OPTIONS, "none": {"label": "Rien", "exclusive": True}}
WORDS = {"code": "other", "text": "Des fleurs"}
SEVERAL = {"codes": ["food", "other"], "texts": {"other": "Des fleurs"}}
NO_WORDS = "Say which, in the field under the answer that you chose."


def refusal(act: Callable[..., Any], *given: Any) -> str:
    with pytest.raises(AnswerRefused) as caught:
        act(*given)
    fault = caught.value.fault
    return fault.message.format_map(fault.params)


@pytest.mark.parametrize(
    ("kind", "posted", "value"),
    [
        ("choice", ("food", ""), "food"),
        ("choice", ("other", " Des\nfleurs "), WORDS),
        ("choice", ("food", "what was typed before changing one's mind"), "food"),
        ("choice", ("", ""), None),
        ("choices", ("food", "", "other", "", "Des fleurs"), SEVERAL),
        ("choices", ("food", "", "", "", "Des fleurs"), ["food"]),
        ("choices", ("", "", "", "", ""), None),
    ],
)
def test_words_are_kept_with_the_option_that_asks_for_them(
    make: Make, kind: str, posted: tuple[str, ...], value: Any
) -> None:
    question = make(kind, options=OPTIONS)
    assert question.parse(posted) == value
    if value is not None:
        question.check(value, {})
        assert question.parse(question.again(value)) == value


@pytest.mark.parametrize(
    ("kind", "posted", "said"),
    [
        ("choice", ("other", "  "), NO_WORDS),
        ("choice", ("other",), NO_WORDS),
        ("choice", ("", "Des fleurs"), "Choose the answer too, beside the words that you typed."),
        ("choice", ("other", "é" * 201), "Shorten your answer to 200 characters: it has 201."),
        ("choices", ("food", "", "other", "", ""), NO_WORDS),
        ("choices", ("", "", "", "", "x"), "Choose the answer too, beside the words that you typed."),
    ],
)
def test_missing_words_are_asked_for(make: Make, kind: str, posted: tuple[str, ...], said: str) -> None:
    assert refusal(make(kind, options=OPTIONS).parse, posted) == said


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("choice", "other"),
        ("choice", {"code": "food", "text": "x"}),
        ("choice", {"code": "other", "text": 4}),
        ("choice", {"codes": ["other"], "texts": {"other": "x"}}),
        ("choice", {"code": ["other"], "text": "x"}),
        ("choices", ["other"]),
        ("choices", WORDS),
        ("choices", {"codes": ["food"], "texts": {"food": "x"}}),
        ("choices", {"codes": ["other"], "texts": []}),
        ("choices", {"codes": [["other"]], "texts": {}}),
    ],
)
def test_a_value_kept_for_another_form_is_asked_again(make: Make, kind: str, value: Any) -> None:
    assert refusal(make(kind, options=OPTIONS).check, value, {})


def test_words_are_no_answer_once_the_form_asks_for_none(make: Make) -> None:
    plain = {"food": "Des repas", "other": "Autre"}
    assert refusal(make("choice", options=plain).check, WORDS, {})
    assert refusal(make("choices", options=plain).check, SEVERAL, {})


@pytest.mark.parametrize(("kind", "value"), [("choice", WORDS), ("choices", SEVERAL)])
def test_codes_are_counted_and_compared_whatever_the_words(make: Make, kind: str, value: Any) -> None:
    question = make(kind, options=OPTIONS)
    assert question.codes(value)[-1] == "other"
    assert question.codes(question.closed_part(value)) == question.codes(value)
    assert "fleurs" not in str(question.closed_part(value))


@pytest.mark.parametrize(
    ("written", "value", "holds"),
    [
        ({"asked": "other"}, WORDS, True),
        ({"asked": "food"}, WORDS, False),
        ({"asked": {"one_of": ["food", "other"]}}, WORDS, True),
        ({"asked": {"includes": "other"}}, SEVERAL, True),
        ({"asked": {"includes": "trips"}}, SEVERAL, False),
    ],
)
def test_conditions_see_the_option(written: dict[str, Any], value: Any, holds: bool) -> None:
    assert Condition.of(written).holds({"asked": value}) is holds


def test_words_are_read_after_their_option(make: Make) -> None:
    assert make("choice", options=OPTIONS).display(WORDS, "fr") == "Autre\u00a0: Des fleurs"
    assert make("choices", options=OPTIONS).display(SEVERAL, "en") == "Des repas, Autre: Des fleurs"


def test_words_have_a_column(make: Make) -> None:
    one, several = make("choice", options=OPTIONS), make("choices", options=OPTIONS)
    assert one.columns() == ("asked", "asked.other.text")
    assert one.cells(WORDS, "fr") == ("Autre", "Des fleurs")
    assert one.cells("food", "fr") == ("Des repas", "")
    assert one.cells(None, "fr") == ("", "")
    assert several.columns()[-2:] == ("asked.none", "asked.other.text")
    assert several.cells(SEVERAL, "fr") == ("1", "0", "1", "0", "Des fleurs")
    assert several.cells(None, "fr") == ("",) * 5


def test_what_stands_alone_is_chosen_alone(make: Make) -> None:
    question = make("choices", options=ALONE, min=2)
    assert question.parse(("", "", "", "none", "")) == ["none"]
    assert refusal(question.parse, ("food", "trips", "", "none", "")) == (
        "Untick either the answer that stands alone, or all the others."
    )
    assert refusal(question.check, ["food", "none"], {})


@given(posted=st.lists(st.sampled_from(["", "food", "trips", "other", "none", "x"]), min_size=5, max_size=5))
def test_what_is_taken_comes_again_as_it_was(posted: list[str]) -> None:
    question = ChoicesQuestion.model_validate(
        {"id": "asked", "type": "choices", "label": "?", "options": ALONE}
    )
    try:
        value = question.parse(posted)
    except AnswerRefused:
        return
    if value is not None:
        question.check(value, {})
        assert question.parse(question.again(value)) == value


@pytest.mark.parametrize(
    ("kind", "key", "what"),
    [
        ("choice", "exclusive: true", "An option of a `choice` question has no `exclusive`."),
        ("ranking", "specify: true", "An option of a `ranking` question has no `specify`."),
        ("choices", "specify: false", "A text is expected here, not false."),
    ],
)
def test_a_fault_has_the_line_of_its_key(
    page_faults: Callable[[str], list[tuple[int, str]]], kind: str, key: str, what: str
) -> None:
    head = f"- id: asked\n  type: {kind}\n  label: X\n"
    [(line, said)] = page_faults(f"{head}  options:\n    a: A\n    b:\n      label: B\n      {key}\n")
    assert said.startswith(what)
    assert line == 8
