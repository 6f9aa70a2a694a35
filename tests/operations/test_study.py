"""Studying contributions: every act is kept, reaches one desk only, and is found by the filters."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import timedelta
from uuid import uuid4

import pytest

from consultkit.errors import NotFoundError, RespondentError
from consultkit.operations import CodingDesk, StudyDesk
from consultkit.operations import desk as desk_module
from consultkit.records import (
    ASSIGNED,
    CODED,
    LABEL,
    MENTIONED,
    NONE,
    STATE,
    Filter,
    Official,
    Role,
    StudyState,
    Visibility,
)

from .conftest import NOON, TREES, Campaign, Campaigns

CODING = """
desk:
  coding:
    coders: 2
    questions:
      - {id: gravity, type: choice, label: How grave?, options: {low: Low, high: High}}
      - {id: signs, type: choices, label: Signs, required: false, options: {smell: Smell, noise: Noise}}
      - {id: remark, type: text, label: Remark, required: false}
"""


@pytest.fixture
def trees(campaigns: Campaigns) -> Campaign:
    return campaigns(TREES + CODING, TREES.replace("consultation: trees", "consultation: bushes") + CODING)


@pytest.fixture
def study(trees: Campaign) -> StudyDesk:
    return StudyDesk(trees.archive, trees.forms, trees.clock)


@pytest.fixture
def coding(trees: Campaign, study: StudyDesk) -> CodingDesk:
    return CodingDesk(trees.archive, trees.forms, study)


def official(trees: Campaign, name: str, role: Role = Role.CASEWORKER, at: str = "trees") -> Official:
    serves = "" if role.is_inside else "forest"
    trees.accounts.add_official(f"{name}@town.example", at, role, language="fr", serves=serves)
    found = StudyDesk(trees.archive, trees.forms, trees.clock).colleagues(Official(uuid4(), "", at, role))
    return next((one for one in found if one.email.startswith(name)), Official(uuid4(), "", at, role, serves))


@pytest.fixture
def ada(trees: Campaign) -> Official:
    return official(trees, "ada")


@pytest.fixture
def bob(trees: Campaign) -> Official:
    return official(trees, "bob", Role.MANAGER)


def references(trees: Campaign, number: int) -> list[str]:
    return [trees.contribute(note=f"Note {count}").reference for count in range(number)]


def found(trees: Campaign, by: Official, **marks: str) -> set[str]:
    only = Filter(marks={question: (code,) for question, code in marks.items()})
    return {row.reference for row in trees.desk.contributions(by, only=only).rows}


def test_what_nobody_touched_is_new(trees: Campaign, study: StudyDesk, ada: Official) -> None:
    (reference,) = references(trees, 1)
    assert study.of(ada, reference).state is StudyState.NEW
    assert found(trees, ada, **{STATE: NONE}) == {reference}
    assert found(trees, ada, **{ASSIGNED: NONE}) == {reference}


def test_an_assigned_one_is_in_hand_and_found_under_who_studies_it(
    trees: Campaign, study: StudyDesk, ada: Official, bob: Official
) -> None:
    first, second = references(trees, 2)
    study.assign(bob, [first], ada.id)
    assert (study.of(ada, first).state, study.of(ada, first).assigned_to) == (StudyState.IN_HAND, ada.id)
    assert found(trees, bob, **{ASSIGNED: ada.id.hex}) == {first}
    assert found(trees, bob, **{ASSIGNED: NONE}) == {second}
    study.assign(bob, [first], None)
    assert found(trees, bob, **{ASSIGNED: NONE}) == {first, second}


@pytest.mark.parametrize("role", [Role.PARTY, Role.MEDIATOR])
def test_who_is_outside_the_desk_is_no_colleague(
    trees: Campaign, study: StudyDesk, ada: Official, role: Role
) -> None:
    (reference,) = references(trees, 1)
    trees.accounts.add_official("out@town.example", "trees", role, language="fr", serves="forest")
    assert [one.email for one in study.colleagues(ada)] == ["ada@town.example"]
    with pytest.raises(RespondentError):
        study.assign(ada, [reference], uuid4())


def test_filters_combine(trees: Campaign, study: StudyDesk, ada: Official) -> None:
    oak, elm = trees.contribute(kind="oak").reference, trees.contribute(kind="elm").reference
    other = trees.contribute(kind="oak", harm=["storm"]).reference
    study.label(ada, [oak, elm], "urgent")
    assert found(trees, ada, kind="oak") == {oak, other}
    assert found(trees, ada, **{"kind": "oak", LABEL: "urgent"}) == {oak}
    assert found(trees, ada, harm="storm") == {other}
    assert found(trees, ada, **{"harm": "storm", LABEL: "urgent"}) == set()


def test_the_period_is_half_open(trees: Campaign, ada: Official) -> None:
    reference = trees.contribute().reference
    received = trees.desk.contribution(ada, reference).submission.received_at
    at, later = Filter(since=received), Filter(before=received)
    assert [row.reference for row in trees.desk.contributions(ada, only=at).rows] == [reference]
    assert trees.desk.contributions(ada, only=later).rows == ()
    assert received - NOON < timedelta(hours=1)


@pytest.mark.parametrize("words", ["squirrel", "ECUREUIL", "the écureuil", "red squ"])
def test_words_are_found_in_sealed_answers(trees: Campaign, ada: Official, words: str) -> None:
    reference = trees.contribute(note="The red squirrel, l'écureuil roux.").reference
    references(trees, 3)
    rows = trees.desk.contributions(ada, only=Filter(words=words)).rows
    assert [row.reference for row in rows] == [reference]


def test_a_search_that_is_long_goes_on_page_by_page(
    trees: Campaign, ada: Official, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = trees.contribute(note="Here it is").reference
    references(trees, 5)
    monkeypatch.setattr(desk_module, "LOOKED_THROUGH", 3)
    only, seen, after = Filter(words="here"), list[str](), None
    for _page in range(4):
        page = trees.desk.contributions(ada, after, only=only)
        seen += [row.reference for row in page.rows]
        after = page.next
        assert (page.looked_back_to is None) == (after is None)
        if after is None:
            break
    assert (seen, after) == ([wanted], None)


def test_an_act_on_several_is_undone_as_one(trees: Campaign, study: StudyDesk, ada: Official) -> None:
    several = references(trees, 3)
    study.label(ada, several[:1], "urgent")
    act = study.label(ada, several, "urgent")
    study.assign(ada, several[1:2], ada.id)
    assert study.undo(ada, several, act) == 1, "the first had the label before, the second was assigned since"
    assert found(trees, ada, **{LABEL: "urgent"}) == set(several[:2])


@pytest.mark.parametrize("kind", ["assign", "label", "unlabel", "close", "reopen"])
def test_every_act_leads_back(trees: Campaign, study: StudyDesk, ada: Official, kind: str) -> None:
    several = references(trees, 2)
    study.label(ada, several, "first")
    if kind == "reopen":
        study.close(ada, several, "Solved.")
    before = [(one.state, one.assigned_to, one.labels, one.outcome) for one in map_of(study, ada, several)]
    acts = {
        "assign": lambda: study.assign(ada, several, ada.id),
        "label": lambda: study.label(ada, several, "urgent"),
        "unlabel": lambda: study.unlabel(ada, several, "first"),
        "close": lambda: study.close(ada, several, "Solved."),
        "reopen": lambda: study.reopen(ada, several),
    }
    assert study.undo(ada, several, acts[kind]()) == 2
    after = [(one.state, one.assigned_to, one.labels, one.outcome) for one in map_of(study, ada, several)]
    assert after == before


def map_of(study: StudyDesk, by: Official, several: Sequence[str]) -> list:  # type: ignore[type-arg]
    return [study.of(by, reference) for reference in several]


def test_a_colleagues_act_is_not_undone(
    trees: Campaign, study: StudyDesk, ada: Official, bob: Official
) -> None:
    several = references(trees, 1)
    assert study.undo(ada, several, study.close(bob, several, "Solved.")) == 0
    assert study.of(ada, several[0]).state is StudyState.CLOSED


def test_the_history_only_grows(trees: Campaign, study: StudyDesk, ada: Official) -> None:
    (reference,) = references(trees, 1)
    study.label(ada, [reference], "urgent")
    study.undo(ada, [reference], study.close(ada, [reference], "Solved."))
    kinds = [event.kind for event in study.of(ada, reference).events]
    assert kinds == ["labelled", "closed", "reopened"]
    assert [event.number for event in study.of(ada, reference).events] == [1, 2, 3]


def test_a_personal_note_is_read_by_who_wrote_it_alone(
    trees: Campaign, study: StudyDesk, ada: Official, bob: Official
) -> None:
    (reference,) = references(trees, 1)
    study.note(ada, reference, "I know her. @bob", Visibility.PERSONAL)
    study.note(ada, reference, "Look at this, @bob.", Visibility.INTERNAL)
    assert [note.text for note in study.of(ada, reference).notes] == [
        "I know her. @bob",
        "Look at this, @bob.",
    ]
    assert [note.text for note in study.of(bob, reference).notes] == ["Look at this, @bob."]
    assert "know her" not in repr(study.of(bob, reference))
    assert "know her" not in repr(trees.desk.contribution(bob, reference))
    assert "know her" not in repr(trees.desk.contributions(bob).rows)


def test_a_mention_is_found_by_who_is_mentioned(
    trees: Campaign, study: StudyDesk, ada: Official, bob: Official
) -> None:
    first, second = references(trees, 2)
    study.note(ada, first, "What do you think, @bob? Write to x@ada.example.", Visibility.INTERNAL)
    study.note(ada, second, "Only for me, @bob", Visibility.PERSONAL)
    assert found(trees, bob, **{MENTIONED: bob.id.hex}) == {first}
    assert found(trees, ada, **{MENTIONED: ada.id.hex}) == set()


def test_a_redacted_passage_is_nowhere(
    trees: Campaign, study: StudyDesk, ada: Official, bob: Official
) -> None:
    reference = trees.contribute(note="My neighbour Zoé Martin saw it.").reference
    study.redact(ada, reference, "note", "Zoé Martin", "A third person's name.")
    contribution = trees.desk.contribution(bob, reference)
    assert contribution.submission.answers["note"] == "My neighbour […] saw it."
    assert "Martin" not in b"".join(trees.desk.export(bob, "en")).decode()
    assert [one.reason for one in contribution.study.redactions] == ["A third person's name."]
    study.show_again(ada, reference, "note", "Zoé Martin")
    assert "Zoé Martin" in b"".join(trees.desk.export(bob, "en")).decode()


@pytest.mark.parametrize("passage", ["", "   ", "Zoé  Martin", "Nobody"])
def test_only_what_is_written_can_be_redacted(
    trees: Campaign, study: StudyDesk, ada: Official, passage: str
) -> None:
    reference = trees.contribute(note="My neighbour Zoé Martin saw it.").reference
    with pytest.raises(RespondentError, match="not in the answer"):
        study.redact(ada, reference, "note", passage, "A name.")


def test_another_desk_has_no_such_contribution(trees: Campaign, study: StudyDesk, ada: Official) -> None:
    elsewhere = official(trees, "eve", at="bushes")
    (reference,) = references(trees, 1)
    for act in (
        lambda: study.of(elsewhere, reference),
        lambda: study.label(elsewhere, [reference], "mine"),
        lambda: study.note(elsewhere, reference, "Hm", Visibility.INTERNAL),
        lambda: study.redact(elsewhere, reference, "note", "Note", "No"),
    ):
        with pytest.raises(NotFoundError):
            act()
    assert study.of(ada, reference).events == ()


def test_one_strange_reference_stops_the_whole_act(trees: Campaign, study: StudyDesk, ada: Official) -> None:
    (reference,) = references(trees, 1)
    with pytest.raises(NotFoundError):
        study.label(ada, [reference, "777-777-777"], "urgent")
    assert study.of(ada, reference).labels == ()


def test_nothing_of_it_lies_open_in_the_database(trees: Campaign, study: StudyDesk, ada: Official) -> None:
    (reference,) = references(trees, 1)
    study.note(ada, reference, "Zanzibar", Visibility.INTERNAL)
    study.close(ada, [reference], "Zanzibar")
    with trees.archive.reading() as tx:
        rows = tx.connection.exec_driver_sql("SELECT * FROM chronicle").all()
    assert len(rows) == 2
    assert b"Zanzibar" not in b"".join(bytes(row[-1]) for row in rows)


def posted(gravity: str, *signs: str) -> dict[str, list[str]]:
    return {"gravity": [gravity], "signs": list(signs)}


def test_codes_are_found_and_counted(
    trees: Campaign, coding: CodingDesk, ada: Official, bob: Official
) -> None:
    first, second = references(trees, 2)
    today = NOON.date()
    assert coding.code(ada, first, posted("high", "smell"), today).is_complete
    assert coding.code(bob, first, posted("high", "noise"), today).is_complete
    assert coding.code(ada, second, posted("low"), today).is_complete
    assert found(trees, ada, **{CODED + "gravity": "high"}) == {first}
    assert found(trees, ada, **{CODED + "signs": "noise"}) == {first}
    summary = coding.summary(ada)
    gravity, signs = summary.questions
    assert summary.coded == 2
    assert {one.code: one.count for one in gravity.codes} == {"low": 1, "high": 1}
    assert {one.code: one.count for one in signs.codes} == {"smell": 1, "noise": 1}
    assert gravity.pairs == 1


def test_what_is_missing_is_told_and_nothing_is_kept(
    trees: Campaign, coding: CodingDesk, study: StudyDesk, ada: Official
) -> None:
    (reference,) = references(trees, 1)
    reading = coding.code(ada, reference, {"signs": ["smell"]}, NOON.date())
    assert set(reading.faults) == {"gravity"}
    assert study.of(ada, reference).events == ()


def test_two_coders_do_not_see_each_other_before_both_have_coded(
    trees: Campaign, coding: CodingDesk, study: StudyDesk, ada: Official, bob: Official
) -> None:
    (reference,) = references(trees, 1)
    coding.code(ada, reference, posted("high"), NOON.date())
    assert study.of(bob, reference).codings == {}
    assert set(study.of(ada, reference).codings) == {ada.id}
    coding.code(bob, reference, posted("low"), NOON.date())
    assert set(study.of(bob, reference).codings) == set(study.of(ada, reference).codings) == {ada.id, bob.id}


def test_a_third_coder_is_told_that_it_is_coded(
    trees: Campaign, coding: CodingDesk, ada: Official, bob: Official
) -> None:
    (reference,) = references(trees, 1)
    coding.code(ada, reference, posted("high"), NOON.date())
    coding.code(bob, reference, posted("low"), NOON.date())
    with pytest.raises(RespondentError, match="coded already"):
        coding.code(official(trees, "cid"), reference, posted("low"), NOON.date())
    coding.code(ada, reference, posted("low"), NOON.date())
    assert found(trees, ada, **{CODED + "gravity": "high"}) == set()


def test_the_export_says_how_far_the_study_is_and_what_each_coder_said(
    trees: Campaign, study: StudyDesk, coding: CodingDesk, ada: Official, bob: Official
) -> None:
    first, second = references(trees, 2)
    study.label(ada, [first], "urgent")
    coding.code(ada, first, posted("high", "smell"), NOON.date())
    coding.code(bob, first, posted("low"), NOON.date())
    coding.code(ada, second, posted("low"), NOON.date())
    text = b"".join(trees.desk.export(bob, "en")).decode("utf-8-sig")
    rows = {row["reference"]: row for row in csv.DictReader(io.StringIO(text), delimiter=";")}
    assert (rows[first]["study"], rows[first]["labels"]) == ("in_hand", "urgent")
    assert (rows[first]["coding.gravity"], rows[first]["coding_2.gravity"]) == ("High", "Low")
    assert rows[first]["coding.signs.smell"] == "1"
    assert rows[second]["coding.gravity"] == "", "bob has not coded it yet"
