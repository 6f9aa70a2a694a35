"""A page as it was posted: what is kept, what is refused, and what is shown again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pytest

from consultkit.errors import NotFoundError
from consultkit.form import Form, PageReading, read_page

DAY = date(2018, 11, 15)


def read(
    form: Form, page: str, posted: Mapping[str, Sequence[str]], kept: Mapping[str, Any] = {}
) -> PageReading:
    return read_page(form, page, kept, posted, DAY)


def test_a_good_answer_is_kept_beside_a_faulty_one(conditions_form: Form) -> None:
    reading = read(conditions_form, "first", {"kind": ["firm"], "staff": ["many"], "practices": ["silence"]})
    assert reading.answers == {"kind": "firm", "practices": ["silence"]}
    assert set(reading.faults) == {"staff"}
    assert reading.typed == {"staff": ("many",)}
    assert not reading.is_complete


def test_a_faulty_answer_takes_the_place_of_the_one_that_was_kept(conditions_form: Form) -> None:
    posted = {"kind": ["firm"], "staff": ["many"], "practices": ["silence"]}
    reading = read(conditions_form, "first", posted, {"staff": 12})
    assert "staff" not in reading.answers


def test_what_is_emptied_is_no_longer_kept(conditions_form: Form) -> None:
    posted = {"kind": ["firm"], "staff": [""]}
    reading = read(conditions_form, "first", posted, {"staff": 12, "practices": ["silence"]})
    # A browser posts nothing at all for boxes that are not ticked.
    assert reading.answers == {"kind": "firm"}
    assert set(reading.faults) == {"practices"}
    assert reading.faults["practices"].message == "Choose at least one answer."


def test_conditions_see_what_was_just_posted(conditions_form: Form) -> None:
    posted = {"kind": ["other"], "which": ["Une mairie"], "practices": ["silence"]}
    assert read(conditions_form, "first", posted).answers["which"] == "Une mairie"
    reading = read(conditions_form, "first", {**posted, "kind": ["firm"]}, {"which": "Une école"})
    assert reading.answers["which"] == "Une école"
    assert reading.is_complete


def test_a_question_that_the_answers_bring_up_is_demanded(conditions_form: Form) -> None:
    reading = read(conditions_form, "first", {"kind": ["other"], "practices": ["silence"]})
    assert {name: fault.message for name, fault in reading.faults.items()} == {"which": "Enter your answer."}
    assert reading.typed == {}


def test_what_was_not_on_the_screen_stays_and_is_not_demanded_yet(conditions_form: Form) -> None:
    posted = {"kind": ["other"], "practices": ["silence"]}
    seen = ("kind", "practices")
    kept = {"which": "Une mairie"}
    assert read_page(conditions_form, "first", kept, posted, DAY, seen).answers["which"] == "Une mairie"
    assert read_page(conditions_form, "first", {}, posted, DAY, seen).is_complete


def test_the_answers_of_other_pages_stay_as_they_are(conditions_form: Form) -> None:
    kept = {"notice": True, "days": 3, "unknown_to_this_form": "kept"}
    reading = read(
        conditions_form, "first", {"kind": ["firm"], "practices": ["delisting"], "days": ["9"]}, kept
    )
    assert reading.answers == {**kept, "kind": "firm", "practices": ["delisting"]}


def test_a_hidden_page_is_not_read(conditions_form: Form) -> None:
    reading = read(conditions_form, "second", {"notice": ["yes"]}, {"practices": ["silence"]})
    assert reading.answers == {"practices": ["silence"]}
    assert reading.is_complete


def test_an_option_that_earlier_answers_hide_is_refused(conditions_form: Form) -> None:
    kept = {"kind": "firm", "practices": ["silence"]}
    posted = {"no_notice": ["yes"], "known": ["yes"], "wish": ["listed"]}
    reading = read(conditions_form, "third", posted, kept)
    assert set(reading.faults) == {"wish"}
    assert reading.typed == {"wish": ("listed",)}


def test_a_statement_takes_nothing(form_of) -> None:
    form = form_of([[{"id": "read", "type": "statement", "label": "À lire"}]])
    assert read(form, "page0", {"read": ["planted"]}).answers == {}


def test_what_is_shown_again_can_be_written_in_a_page(form_of) -> None:
    form = form_of([[{"id": "name", "type": "text", "label": "Nom"}]])
    reading = read(form, "page0", {"name": ["a\0b\ud800c"]})
    assert reading.typed == {"name": ("abc",)}
    assert reading.answers == {}


def test_a_date_after_today_is_refused_when_it_is_posted(form_of) -> None:
    form = form_of([[{"id": "since", "type": "date", "label": "Depuis", "max": "today"}]])
    assert read(form, "page0", {"since": ["15/11/2018"]}).is_complete
    assert set(read(form, "page0", {"since": ["16/11/2018"]}).faults) == {"since"}


def test_an_unknown_page_is_said_so(conditions_form: Form) -> None:
    with pytest.raises(NotFoundError):
        read(conditions_form, "elsewhere", {})
