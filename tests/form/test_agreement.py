"""Any form of any types, any answers: what is shown, demanded, said, exported and kept agrees."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consultkit.form import Form, Journey, compile_form, read_page, row_form
from consultkit.records import Submission
from consultkit.results import Table, Versions, csv_file, safe
from consultkit.schema import BUILT_IN_TYPES, Question, consultation_from_document
from consultkit.schema.question_types import ChoiceQuestion, ComputedQuestion, ListedQuestion

from .naive_journey import Naive
from .random_forms import KINDS, Written, answered, missing_kinds, value_of

TYPES = {one.kind: one for one in BUILT_IN_TYPES}
DAY = date(2018, 11, 15)
ALMOST_RIGHT = sorted({text for kind in KINDS.values() for posted in kind.posted for text in posted})
"""What some other question would take."""
NOON = datetime(2018, 11, 15, 11, 0, tzinfo=UTC)
Made = tuple[list[Written], dict[str, Any]]


def document(pages: list[Written]) -> dict[str, Any]:
    return {
        "consultation": "made",
        "title": "Made",
        "window": {"opens": "2018-10-31 08:00", "closes": "2018-11-30"},
        "respondent": {"sign_in": ["account"], "contributions": "many"},
        "privacy": {
            "controller": "C",
            "basis": "public_task",
            "purpose": "P",
            "dpo": "dpo@example.org",
            "keep": "6 months",
        },
        "pages": [{"id": f"page{number}", "title": "Page", **page} for number, page in enumerate(pages)],
    }


def form_of(pages: list[Written]) -> Form:
    return compile_form(consultation_from_document(document(pages), TYPES))


def values(form: Form, posted: dict[str, Any]) -> dict[str, Any]:
    return {id_: value_of(form.questions[id_], given) for id_, given in posted.items()}


def walked(made: Made) -> tuple[Form, Journey, Naive]:
    pages, posted = made
    form = form_of(pages)
    answers = values(form, posted)
    return form, form.journey(answers, DAY), Naive(answers).walk(pages)


def test_every_type_is_drawn() -> None:
    assert missing_kinds() == set()


# --- shown and demanded ----------------------------------------------------------------


@settings(max_examples=200)
@given(answered())
def shown_and_demanded(made: Made) -> None:
    _form, journey, naive = walked(made)
    met = [one for page in journey.pages for one in journey.questions(page) if not one.inner]
    assert [one.id for one in met] == naive.seen
    assert journey.answers == naive.counted
    assert set(journey.faults) == naive.wrong


def test_what_is_shown_and_demanded_is_a_naive_reading_of_the_rules() -> None:
    shown_and_demanded()


@given(answered())
def read_alike(made: Made) -> None:
    """Posted page after page, the same answers come to the same, and the page demands what it lacks."""
    pages, posted = made
    form = form_of(pages)
    rows = {id_: given for id_, given in values(form, posted).items() if form.questions[id_].apart}
    kept: dict[str, Any] = dict(rows)
    for page in form.pages:
        given = {
            name: list(one) for id_ in posted for name, one in by_names(form.questions[id_], posted[id_])
        }
        reading = read_page(form, page.id, kept, given, DAY)
        kept = reading.answers
        journey = form.journey(kept, DAY)
        asked = {one.id for one in journey.questions(page) if one.asks or one.stops}
        refused = reading.faults.keys() - journey.faults.keys()
        assert reading.faults.keys() & asked >= journey.faults.keys() & asked - refused
        assert reading.faults.keys() <= {one.id for one in page.met}
    assert form.journey(kept, DAY).answers == form.journey(values(form, posted), DAY).answers


def by_names(question: Question, posted: Any) -> list[tuple[str, list[str]]]:
    names = question.names()
    if question.apart or not posted:
        return []
    return (
        [(names[0], list(posted))]
        if len(names) == 1
        else [(name, [one]) for name, one in zip(names, posted, strict=True)]
    )


def test_posted_page_after_page_the_same_answers_come_to_the_same() -> None:
    read_alike()


# --- said again and exported -------------------------------------------------------------


@given(answered())
def said_and_exported(made: Made) -> None:
    form, journey, naive = walked(made)
    for id_, value in journey.answers.items():
        question = form.questions[id_]
        # A row whose questions are all hidden says nothing.
        assert question.display(value, "fr").strip() or (question.apart and not any(value))
        if question.asks and not question.apart:
            assert question.parse(question.again(value)) == value
        assert set(question.codes(value)) <= set(question.all_codes())
    table = Table(Versions(form, [form]), "fr")
    cells = dict(zip(table.headings, table.row(submission_of(form, journey)), strict=True))
    expected = dict.fromkeys(table.headings[5:], "")
    for id_, value in naive.counted.items():
        question = form.questions[id_]
        expected |= dict(zip(question.columns(), question.cells(value, "fr"), strict=True))
        assert any(question.cells(value, "fr"))
    assert {heading: cells[heading] for heading in expected} == expected
    assert without_guards(csv_file([table.headings, tuple(cells.values())])) == [
        list(table.headings),
        list(cells.values()),
    ]


def submission_of(form: Form, journey: Journey) -> Submission:
    return Submission(
        UUID(int=1), "made", form.digest, "7K3-FQ9-XHD", UUID(int=2), journey.answers, NOON, NOON
    )


def without_guards(pieces: Any) -> list[list[str]]:
    text = b"".join(pieces).decode("utf-8-sig")
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=";")
    return [[without_guard(cell) for cell in row] for row in rows]


def without_guard(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and safe(cell[1:]) == cell else cell


def test_what_is_said_again_and_exported_is_what_counts() -> None:
    said_and_exported()


# --- whatever is posted --------------------------------------------------------------------


@given(answered(), st.data())
def test_whatever_is_posted_is_read_and_can_be_kept(made: Made, data: st.DataObject) -> None:
    pages, posted = made
    form = form_of(pages)
    names = sorted({name for one in form.questions.values() for name in one.names()}) or ["none"]
    given = st.one_of(st.text(max_size=20), st.sampled_from(ALMOST_RIGHT))
    thrown = data.draw(st.dictionaries(st.sampled_from(names), st.lists(given, max_size=3)))
    for page in form.pages:
        reading = read_page(form, page.id, values(form, posted), thrown, DAY)
        json.dumps(reading.answers).encode()
        form.journey(reading.answers, DAY)
        for fault in reading.faults.values():
            fault.message.format_map(fault.params)
    for repeat in (one for one in form.questions.values() if one.kind == "repeat"):
        row = row_form(form, repeat.id).read({}, thrown, {}, DAY, None)
        json.dumps(row.answers).encode()


# --- planted faults: each of the properties above would notice one ---------------------------

NOTICED = (AssertionError, ExceptionGroup)
"""One example that fails, or several that do in different ways."""


def test_a_journey_that_forgets_an_options_condition_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ChoiceQuestion, "_is_shown", lambda self, code, _answers: code in self.by_id)
    with pytest.raises(NOTICED):
        shown_and_demanded()


def test_a_sum_that_leaves_one_out_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    sound = ComputedQuestion.worked_out
    monkeypatch.setattr(
        ComputedQuestion, "worked_out", lambda self, answers: sound(self, dict(list(answers.items())[1:]))
    )
    with pytest.raises(NOTICED):
        shown_and_demanded()


def test_an_export_that_loses_a_cell_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ListedQuestion, "cells", lambda *_: ("", ""))
    with pytest.raises(NOTICED):
        said_and_exported()


def test_an_answer_that_is_not_shown_again_as_it_was_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ListedQuestion, "again", lambda self, value: self.all_codes()[:1] * len(self.names()))
    with pytest.raises(NOTICED):
        said_and_exported()
