"""A problem follows from its events, whatever their order; nothing of them is lost."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultkit import Event, Json
from consultkit_dialogue.folding import problem_of
from consultkit_dialogue.problem import Problem, State

ANNA, BEN, LAWYER = (UUID(int=number) for number in (1, 2, 3))
PROBLEM = UUID(int=9)
NOON = datetime(2018, 11, 15, 11, 0, tzinfo=UTC)
FIGURES: Json = [{"of": "total", "code": "", "firms": ["a", "b", "c"]}]
SIGNAL: tuple[str, dict[str, Json]] = (
    "signalled",
    {"title": "Delisted", "practice": "delisting", "party": "agora", "period": ""},
)
ATTACHED = [("attached", {"reference": one, "why": "Same"}) for one in ("R1", "R2", "R3", "R4")]
RELEASE = ("released", {"figures": FIGURES, "extracts": ["x"], "counted": ["R1"], "reply_by": "2018-12-01"})
PROMISE = ("replied", {"answers": {"position": "accept"}, "commits": True, "until": "2018-12-20"})
CONTEST = ("replied", {"answers": {"position": "contest"}, "commits": False, "until": ""})
ASKED = ("firms_asked", {"references": ["R1", "R2", "R3", "R4"]})


def said(firm: str, reference: str, *, solved: bool) -> tuple[str, dict[str, Json]]:
    return "checked", {"firm": firm, "reference": reference, "solved": solved, "answers": {}}


def fold(*entries: tuple[str, object], by: UUID | None = ANNA) -> Problem:
    events = [
        Event(UUID(int=100 + at), "markets", "dialogue", PROBLEM, at, kind, NOON, by, content)  # type: ignore[arg-type]
        for at, (kind, content) in enumerate(entries, 1)
    ]
    return problem_of(PROBLEM, events, 3)


OPENED = (SIGNAL, *ATTACHED, ("qualified", {}), RELEASE)


@pytest.mark.parametrize(
    ("entries", "state"),
    [
        ((SIGNAL,), State.SIGNAL),
        ((SIGNAL, ("qualified", {})), State.QUALIFIED),
        (OPENED, State.OPENED),
        ((*OPENED, CONTEST), State.OPENED),
        ((*OPENED, PROMISE), State.COMMITTED),
        ((*OPENED, PROMISE, CONTEST), State.OPENED),
        ((*OPENED, ("closed", {"outcome": "Done"})), State.CLOSED),
        ((*OPENED, ("escalated", {"outcome": "Court"})), State.ESCALATED),
        ((*OPENED, ("closed", {}), ("reopened", {})), State.REOPENED),
        ((*OPENED, ("closed", {}), PROMISE), State.CLOSED),
        ((*OPENED, ("qualified", {})), State.OPENED),
    ],
)
def test_the_states(entries: tuple[tuple[str, object], ...], state: State) -> None:
    assert fold(*entries).state is state


def test_three_firms_decide_by_majority() -> None:
    asked = (*OPENED, PROMISE, ASKED)
    two = (said("a", "R1", solved=True), said("b", "R2", solved=True))
    assert fold(*asked, *two).state is State.COMMITTED
    assert fold(*asked, *two, said("c", "R3", solved=False)).state is State.VERIFIED
    no = (said("c", "R3", solved=False), said("d", "R4", solved=False))
    assert fold(*asked, *two, *no).state is State.REOPENED


def test_a_firm_has_one_word_the_last() -> None:
    asked = (*OPENED, PROMISE, ASKED)
    repeated = [said("a", "R1", solved=True), said("a", "R2", solved=True), said("a", "R3", solved=False)]
    problem = fold(*asked, *repeated)
    assert problem.state is State.COMMITTED
    assert dict(problem.verdicts) == {"a": False}


def test_who_was_not_asked_decides_nothing() -> None:
    answers = [said(firm, "R9", solved=True) for firm in "abc"]
    assert fold(*OPENED, PROMISE, ASKED, *answers).state is State.COMMITTED
    assert fold(*OPENED, PROMISE, *[said(firm, "R1", solved=True) for firm in "abc"]).state is State.COMMITTED


def test_a_new_promise_asks_anew() -> None:
    answers = [said(firm, f"R{at}", solved=False) for at, firm in enumerate("abc", 1)]
    reopened = (*OPENED, PROMISE, ASKED, *answers)
    assert fold(*reopened).state is State.REOPENED
    again = fold(*reopened, PROMISE)
    assert (again.state, again.asked, dict(again.verdicts)) == (State.COMMITTED, (), {})


EXTRACT = (
    "excerpted",
    {"id": "x", "reference": "R1", "question": "story", "passage": "Gone.", "cut": "Gone."},
)


def test_who_proposes_does_not_clear() -> None:
    problem = fold(SIGNAL, *ATTACHED, EXTRACT, ("cleared", {"id": "x"}))
    assert problem.extracts["x"].cleared_by is None


def test_somebody_else_does() -> None:
    events = [*fold(SIGNAL, *ATTACHED, EXTRACT).events]
    cleared = Event(UUID(int=500), "markets", "dialogue", PROBLEM, 99, "cleared", NOON, BEN, {"id": "x"})
    assert problem_of(PROBLEM, [*events, cleared]).extracts["x"].cleared_by == BEN


def test_an_extract_goes_with_its_case() -> None:
    problem = fold(SIGNAL, *ATTACHED, EXTRACT, ("detached", {"reference": "R1", "why": "Another matter"}))
    assert not problem.extracts
    assert "R1" not in problem.attached


def test_time_is_asked_for_and_granted() -> None:
    wish = ("time_asked", {"until": "2018-12-20", "why": "A strike"})
    asked = fold(*OPENED, wish)
    assert asked.wish is not None
    assert asked.reply_by == "2018-12-01"
    granted = fold(*OPENED, wish, ("time_granted", {"until": "2018-12-15"}))
    assert (granted.wish, granted.reply_by) == (None, "2018-12-15")
    assert fold(*OPENED, wish, ("time_refused", {})).reply_by == "2018-12-01"


KINDS = [
    "signalled",
    "described",
    "owned",
    "attached",
    "detached",
    "qualified",
    "excerpted",
    "cleared",
    "dropped",
    "released",
    "seen",
    "replied",
    "time_asked",
    "time_granted",
    "time_refused",
    "firms_asked",
    "checked",
    "closed",
    "escalated",
    "reopened",
    "something_else",
]
NAMES = [
    "title",
    "practice",
    "party",
    "period",
    "to",
    "reference",
    "why",
    "id",
    "question",
    "passage",
    "cut",
    "figures",
    "extracts",
    "counted",
    "reply_by",
    "release",
    "answers",
    "commits",
    "until",
    "references",
    "firm",
    "solved",
    "outcome",
]
VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(0, 9),
    st.sampled_from(["R1", "R2", "x", "a", "2018-12-20", "", str(ANNA)]),
    st.lists(st.sampled_from(["R1", "R2", "x"]), max_size=3),
    st.just(FIGURES),
    st.dictionaries(st.sampled_from(["of", "code", "firms"]), st.text(max_size=3), max_size=2),
)
ENTRIES = st.lists(
    st.tuples(st.sampled_from(KINDS), st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=8)),
    max_size=25,
)


@given(ENTRIES, st.sampled_from([ANNA, LAWYER, None]))
def test_any_order_of_any_events_gives_a_problem(entries: list[tuple[str, object]], by: UUID | None) -> None:
    problem = fold(*entries, by=by)
    assert problem.state in State
    assert [event.kind for event in problem.events] == [kind for kind, _content in entries]
    assert set(problem.extracts.values()) <= {
        one for one in problem.extracts.values() if one.reference in problem.attached
    }
    assert problem.state not in (State.VERIFIED, State.COMMITTED) or problem.releases
    assert len(problem.releases) == sum(kind == "released" for kind, _content in entries)


@given(st.permutations([*OPENED, PROMISE, ASKED, EXTRACT, *(said(one, "R1", solved=True) for one in "abc")]))
def test_the_events_of_a_story_in_any_order(entries: list[tuple[str, object]]) -> None:
    problem = fold(*entries)
    assert set(problem.attached) == {"R1", "R2", "R3", "R4"}
    assert len(problem.releases) == len(problem.replies) == 1
    assert problem.title == "Delisted"
