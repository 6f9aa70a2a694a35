"""The journey: what shows, what is missing, what counts, and where one goes from here."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from consultkit.form import Form

DAY = date(2018, 11, 15)
COMPLETE: dict[str, Any] = {
    "kind": "firm",
    "practices": ["delisting"],
    "notice": False,
    "no_notice": True,
    "known": True,
    "wish": "listed",
}


def shown(form: Form, answers: Mapping[str, Any]) -> list[str]:
    journey = form.journey(answers, DAY)
    return [question.id for page in journey.pages for question in journey.questions(page)]


def test_nothing_answered_shows_what_depends_on_nothing(conditions_form: Form) -> None:
    assert shown(conditions_form, {}) == [
        "kind",
        "staff",
        "share",
        "since",
        "practices",
        # An absent source makes a comparison false, and its contrary true.
        "no_notice",
        "wish",
    ]


def test_a_complete_journey_lacks_nothing(conditions_form: Form) -> None:
    journey = conditions_form.journey(COMPLETE, DAY)
    assert journey.is_complete
    assert journey.first_incomplete is None
    assert journey.answers == COMPLETE


def test_hidden_pages_are_passed_over_both_ways(conditions_form: Form) -> None:
    journey = conditions_form.journey({**COMPLETE, "practices": ["silence"]}, DAY)
    assert [page.id for page in journey.pages] == ["first", "third"]
    assert journey.after("first").id == "third"
    assert journey.before("third").id == "first"
    assert (journey.after("third"), journey.before("first")) == (None, None)
    # From a page that has just gone off the path, too.
    assert journey.after("second").id == "third"
    assert journey.before("second").id == "first"
    assert journey.questions(conditions_form.page("second")) == ()


def test_what_a_hidden_question_still_holds_decides_nothing(conditions_form: Form) -> None:
    answers = {**COMPLETE, "notice": True, "days": 3, "few_days": "Trop court"}
    assert shown(conditions_form, answers)[5:8] == ["notice", "days", "few_days"]
    journey = conditions_form.journey({**answers, "practices": ["silence"]}, DAY)
    assert not {"notice", "days", "few_days"} & journey.answers.keys()
    assert "no_notice" in journey.answers


def test_a_chain_of_conditions_hides_all_that_follows_at_once(conditions_form: Form) -> None:
    answers = {**COMPLETE, "notice": True, "days": 3, "few_days": "Trop court"}
    assert "few_days" in conditions_form.journey(answers, DAY).answers
    journey = conditions_form.journey({**answers, "notice": False}, DAY)
    assert not {"days", "few_days"} & journey.answers.keys()


def test_an_answer_that_cannot_be_taken_counts_as_none(conditions_form: Form) -> None:
    journey = conditions_form.journey({**COMPLETE, "kind": "withdrawn_option"}, DAY)
    assert set(journey.faults) == {"kind"}
    assert "known" not in journey.answers
    assert journey.first_incomplete.id == "first"


def test_options_follow_what_was_answered_before(conditions_form: Form) -> None:
    wish, sums = conditions_form.questions["wish"], conditions_form.questions["sums"]
    withheld = conditions_form.journey({"practices": ["withheld"]}, DAY)
    assert [option.id for option in withheld.options(wish)] == ["paid", "talk"]
    assert [option.id for option in withheld.options(sums)] == ["sales"]
    assert withheld.options(conditions_form.questions["staff"]) == ()
    assert set(conditions_form.journey({**COMPLETE, "wish": "paid"}, DAY).faults) == {"wish"}


def test_a_question_without_any_option_left_is_not_asked(conditions_form: Form) -> None:
    assert "sums" not in shown(conditions_form, COMPLETE)
    assert "sums" in shown(conditions_form, {**COMPLETE, "practices": ["withheld"]})


def test_faults_come_in_the_order_of_the_form(conditions_form: Form) -> None:
    answers = {"practices": ["delisting"], "kind": "other"}
    assert list(conditions_form.journey(answers, DAY).faults) == ["which", "notice", "no_notice", "wish"]


def test_a_day_is_judged_by_the_one_handed_in(form_of) -> None:
    form = form_of([[{"id": "since", "type": "date", "label": "Depuis", "max": "today"}]])
    assert form.journey({"since": "2018-11-15"}, DAY).is_complete
    assert set(form.journey({"since": "2018-11-16"}, DAY).faults) == {"since"}
    assert form.journey({"since": "2018-11-16"}).is_complete


def test_a_statement_is_shown_and_holds_nothing(form_of) -> None:
    form = form_of([[{"id": "read", "type": "statement", "label": "À lire"}]])
    journey = form.journey({"read": "planted"}, DAY)
    assert journey.is_complete
    assert journey.answers == {}
    assert [page.id for page in journey.pages] == ["page0"]
