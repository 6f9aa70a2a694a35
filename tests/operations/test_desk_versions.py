"""Three versions of one file: contributions to all of them are exported in one table and summed together."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest

NOON = datetime(2018, 11, 15, 11, 0, tzinfo=UTC)
HEAD = """
consultation: trees
title: Trees
window: {opens: 2018-10-31 08:00, closes: 2018-11-30, timezone: Europe/Paris}
respondent: {sign_in: [account], contributions: many}
privacy: {controller: The town, basis: public_task, purpose: Trees, dpo: dpo@town.example, keep: 6 months}
pages:
  - id: tree
    title: The tree
    questions:
"""
FIRST = """
      - {id: kind, type: choice, label: Which?, options: {oak: Oak, elm: Elm}}
      - {id: size, type: choice, label: How big?, options: {small: Small, big: Big}}
      - {id: note, type: text, label: Tell us.}
      - id: harms
        type: repeat
        label: Harms
        row: Harm
        max: 2
        questions: [{id: what, type: text, label: What?}]
"""
SECOND = """
      - {id: kind, type: choice, label: Which kind?, options: {oak: Quercus, elm: Elm, ash: Ash}}
      - {id: size, type: choice, label: What size?, options: {small: Small, big: Big}}
      - {id: owner, type: yes_no, label: Yours?}
      - id: harms
        type: repeat
        label: Harms
        row: Harm
        max: 2
        questions: [{id: what, type: text, label: What?}, {id: when, type: text, label: When?}]
"""
THIRD = """
      - {id: kind, type: choice, label: Which kind?, options: {oak: Quercus, ash: Ash}}
      - {id: size, type: integer, label: How many metres?}
      - {id: owner, type: yes_no, label: Yours?}
"""
SENT = (
    {"kind": "elm", "size": "big", "note": "It leans.", "harms": [{"what": "Saw"}]},
    {"kind": "oak", "size": "small", "owner": True, "harms": [{"what": "Gale", "when": "May"}]},
    {"kind": "oak", "size": 12, "owner": False},
)


@pytest.fixture
def served(campaigns):
    """The third version, after a contribution to each."""
    for number, file in enumerate((FIRST, SECOND, THIRD)):
        campaign = campaigns(HEAD + file, at=NOON + timedelta(hours=number))
        campaign.contribute(**SENT[number])
    return campaign


def exported(campaign):
    content = b"".join(campaign.desk.export(campaign.official(), "en")).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(content, newline=""), delimiter=";"))
    return sorted(rows, key=lambda row: row["form_version"])


def test_one_table_holds_what_every_version_asked(served):
    first, second, third = exported(served)
    assert [row["form_version"] for row in (first, second, third)] == ["1", "2", "3"]
    assert (first["note"], second["note"], third["note"]) == ("It leans.", "", "")
    assert (first["owner"], second["owner"], third["owner"]) == ("", "Yes", "No")
    assert (first["harms.1.what"], first["harms.1.when"]) == ("Saw", "")
    assert (second["harms.1.what"], second["harms.1.when"]) == ("Gale", "May")
    assert third["harms"] == ""


def test_one_answer_has_one_wording_in_the_table_and_a_removed_one_keeps_its_own(served):
    assert [row["kind"] for row in exported(served)] == ["Elm", "Quercus", "Quercus"]


def test_a_question_of_another_type_has_a_column_of_its_own(served):
    rows = exported(served)
    assert [row["size"] for row in rows] == ["", "", "12"]
    assert [row["size (version 2)"] for row in rows] == ["Big", "Small", ""]


def test_one_summary_counts_every_version(served):
    summary = served.results.summary(served.official())
    assert summary.total == 3
    by_name = {one.strand.name: one for one in summary.questions}
    assert list(by_name) == ["kind", "size", "size (version 2)", "owner", "harms", "note"]
    kind = by_name["kind"]
    assert kind.question.label.in_language("en") == "Which kind?"
    assert [(kind.code_label(one.code, "en"), one.count) for one in kind.codes] == [
        ("Quercus", 2),
        ("Ash", 0),
        ("Elm", 1),
    ]
    assert (by_name["note"].answered, by_name["owner"].answered) == (1, 2)


def test_a_question_of_another_type_is_never_summed_with_the_older_one(served):
    by_name = {one.strand.name: one for one in served.results.summary(served.official()).questions}
    assert (by_name["size"].answered, by_name["size"].codes, by_name["size"].until) == (1, (), None)
    older = by_name["size (version 2)"]
    assert (older.answered, older.until) == (2, 2)
    assert older.question.label.in_language("en") == "What size?"
    assert [(one.code, one.count) for one in older.codes] == [("small", 1), ("big", 1)]


def test_a_column_of_a_list_that_became_another_is_kept_apart(campaigns):
    campaign = campaigns(HEAD + SECOND)
    campaign.contribute(size="big", owner=True, harms=[{"what": "Gale", "when": "May"}])
    newer = campaigns(
        HEAD + SECOND.replace("{id: when, type: text", "{id: when, type: integer"),
        at=NOON + timedelta(hours=1),
    )
    (row,) = exported(newer)
    assert (row["harms (version 1).1.when"], row["harms.1.when"]) == ("May", "")
