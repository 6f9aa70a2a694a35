"""Contributions to several versions of a form: read, summed and exported together by stable ids."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta

import pytest

from consultkit.results import QuestionSummary

from .conftest import NOON, Campaign, Campaigns

HEAD = """
consultation: trees
title: Trees
languages: [en]
window: {opens: 2018-10-31 08:00, closes: 2018-11-30}
respondent: {sign_in: [account], contributions: many}
privacy: {controller: The town, basis: public_task, purpose: Trees, dpo: dpo@town.example, keep: 6 months}
pages:
  - id: tree
    title: The tree
    questions:
"""
FIRST = """
      - {id: kind, type: choice, label: Which?, options: {oak: Oak, elm: Elm, ash: Ash}}
      - {id: fallen, type: yes_no, label: Has it fallen?, required: false}
      - {id: size, type: yes_no, label: Is it tall?, required: false}
      - {id: nest, type: choice, label: A nest?, required: false, options: {crow: Of crows, owl: Of owls}}
      - id: cuts
        type: repeat
        label: Cuts
        row: Cut
        required: false
        questions: [{id: day, type: text, label: Day}]
"""
SECOND = """
      - {id: kind, type: choice, label: What?, options: {oak: The oak, elm: The elm, ash: The ash, yew: Yew}}
      - {id: fallen, type: yes_no, label: Has it fallen?, required: false}
      - {id: size, type: yes_no, label: Is it tall?, required: false}
      - {id: nest, type: choice, label: Which nest?, required: false, options: {crow: Crows, owl: Owls}}
      - id: cuts
        type: repeat
        label: Cuts
        row: Cut
        required: false
        questions:
          - {id: day, type: text, label: Day}
          - {id: by, type: text, label: By whom?, required: false}
"""
THIRD = """
      - {id: kind, type: choice, label: The tree?, options: {oak: An oak, elm: An elm, yew: A yew}}
      - {id: size, type: integer, label: How tall?, required: false}
      - {id: leaves, type: yes_no, label: Has it leaves?, required: false}
      - id: cuts
        type: repeat
        label: Cuts
        row: Cut
        required: false
        questions:
          - {id: day, type: text, label: Day}
          - {id: by, type: text, label: By whom?, required: false}
"""


@pytest.fixture
def last(campaigns: Campaigns) -> Campaign:
    """The third version, after contributions to each of the three."""
    campaign = campaigns(HEAD + FIRST)
    campaign.contribute(kind="ash", fallen=True, size=True, nest="owl")
    campaign.contribute(kind="oak", size=False, cuts=[{"day": "1"}])
    campaign = campaigns(HEAD + SECOND, at=NOON + timedelta(hours=1))
    campaign.contribute(kind="yew", nest="crow", cuts=[{"day": "2", "by": "us"}])
    campaign.contribute(kind="oak", fallen=False, nest="owl")
    campaign = campaigns(HEAD + THIRD, at=NOON + timedelta(hours=2))
    campaign.contribute(kind="oak", size=12, leaves=True)
    campaign.worker.run_once()
    return campaign


def rows(campaign: Campaign) -> list[dict[str, str]]:
    text = b"".join(campaign.desk.export(campaign.official(), "en")).decode("utf-8-sig")
    delimiter = ";" if ";" in text.splitlines()[0] else ","
    return list(csv.DictReader(io.StringIO(text), delimiter=delimiter))


def summed(campaign: Campaign, question: str) -> QuestionSummary:
    (found,) = [
        one for one in campaign.desk.summary(campaign.official()).questions if one.question.id == question
    ]
    return found


def test_the_export_has_a_column_for_whatever_any_version_asked(last: Campaign) -> None:
    headings = list(rows(last)[0])
    assert headings[:5] == ["reference", "received_at", "late", "replaces", "form"]
    assert headings[5] == "kind"
    assert {"fallen", "nest", "leaves", "size", "size (yes_no)"} < set(headings)
    assert len({row["form"] for row in rows(last)}) == 3
    assert all(re.fullmatch("[0-9a-f]{12}", row["form"]) for row in rows(last))


def test_a_question_that_changed_its_type_is_never_mixed(last: Campaign) -> None:
    both = [(row["size"], row["size (yes_no)"]) for row in rows(last)]
    assert sorted(both) == sorted([("12", ""), ("", ""), ("", ""), ("", "No"), ("", "Yes")])


def test_the_summary_equals_a_naive_recount_of_the_export(last: Campaign) -> None:
    kinds = [row["kind"] for row in rows(last)]
    assert sorted(kinds) == ["An oak", "Ash", "Oak", "The oak", "Yew"]
    kind = summed(last, "kind")
    assert {one.code: one.count for one in kind.codes} == {"oak": 3, "elm": 0, "yew": 1, "ash": 1}
    assert kind.answered == 5


def test_an_answer_that_is_gone_keeps_the_words_of_the_last_version_that_had_it(last: Campaign) -> None:
    kind = summed(last, "kind")
    assert [kind.code_label(one.code, "en") for one in kind.codes] == ["An oak", "An elm", "A yew", "The ash"]
    assert kind.code_label("never", "en") == "never"


def test_a_question_that_is_gone_is_summed_in_the_words_of_the_last_version_that_asked_it(
    last: Campaign,
) -> None:
    nest = summed(last, "nest")
    assert (nest.question.label.in_language("en"), nest.is_asked) == ("Which nest?", False)
    assert {one.code: one.count for one in nest.codes} == {"crow": 1, "owl": 2}
    assert [nest.code_label(one.code, "en") for one in nest.codes] == ["Crows", "Owls"]
    assert summed(last, "fallen").answered == 2
    assert summed(last, "kind").is_asked


def test_who_reads_is_told_that_a_question_had_another_type(last: Campaign) -> None:
    assert summed(last, "size").had_other_types
    assert not summed(last, "kind").had_other_types


def test_rows_of_every_version_are_exported(last: Campaign) -> None:
    cells = " ".join(" ".join(row.values()) for row in rows(last))
    assert "us" in cells
