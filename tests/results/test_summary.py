"""What contributions come to, from their counts alone."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from consultkit.form import Form, compile_form
from consultkit.hooks import read_consultation
from consultkit.results import QuestionSummary, Versions, summarise

FILE = """
consultation: trees
title: Trees
window: {opens: 2018-10-31 08:00, closes: 2018-11-30, timezone: Europe/Paris}
respondent: {sign_in: [account], contributions: many}
privacy: {controller: The town, basis: public_task, purpose: Trees, dpo: dpo@town.example, keep: 6 months}
pages:
  - id: tree
    title: The tree
    questions:
      - {id: read_me, type: statement, label: Only about trees.}
      - {id: kind, type: choice, label: Which?, options: {oak: Oak, elm: Elm}}
      - {id: owner_is, type: choice, label: Whose?, options: {me: Mine, town: The town's}, personal: direct}
      - {id: height, type: integer, label: How high?}
"""


@pytest.fixture
def form(tmp_path: Path) -> Form:
    file = tmp_path / "trees.yaml"
    file.write_text(FILE)
    return compile_form(read_consultation(file))


def one(form: Form, question: str, tallies: dict[tuple[str, str], int]) -> QuestionSummary:
    (found,) = [
        one for one in summarise(Versions(form, [form]), tallies).questions if one.question.id == question
    ]
    return found


def test_without_contributions_everything_is_nought(form: Form) -> None:
    summary = summarise(Versions(form, [form]), {})
    assert summary.total == 0
    assert [one.question.id for one in summary.questions] == ["kind", "owner_is", "height"]
    assert [(code.code, code.count, code.share) for code in summary.questions[0].codes] == [
        ("oak", 0, 0),
        ("elm", 0, 0),
    ]


def test_shares_are_exact_and_of_those_who_answered(form: Form) -> None:
    counts = {("", ""): 10, ("kind", ""): 3, ("kind", "oak"): 2, ("kind", "elm"): 1}
    assert [code.share for code in one(form, "kind", counts).codes] == [Fraction(2, 3), Fraction(1, 3)]


def test_an_option_that_the_form_no_longer_has_is_still_counted(form: Form) -> None:
    counts = {("", ""): 2, ("kind", ""): 2, ("kind", "oak"): 1, ("kind", "ash"): 1}
    assert [(code.code, code.count) for code in one(form, "kind", counts).codes] == [
        ("oak", 1),
        ("elm", 0),
        ("ash", 1),
    ]


def test_a_protected_answer_is_counted_as_answered_and_no_more(form: Form) -> None:
    summed = one(form, "owner_is", {("", ""): 2, ("owner_is", ""): 2})
    assert (summed.answered, summed.codes) == (2, ())


def test_free_answers_are_counted_as_answered(form: Form) -> None:
    summed = one(form, "height", {("", ""): 2, ("height", ""): 1})
    assert (summed.answered, summed.codes) == (1, ())
