"""Passages are shared as long as their authors agree, and not a moment longer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from uuid import UUID

import pytest

from consultkit import Official, RespondentError, Role
from consultkit_dialogue.cases import Case
from consultkit_dialogue.decisions import Decisions
from consultkit_dialogue.disclosure import Disclosure
from consultkit_dialogue.problem import Problem
from consultkit_dialogue.register import Register

from .test_story import AT_DESK, SHARED, noted, settled
from .world import HERE, World, post, words


class Told:
    """A problem that was released with a cleared extract of each author who agrees."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.references = settled(world)
        self.analyst = world.official("analyst", Role.CASEWORKER)
        self.manager = world.official("manager", Role.MANAGER)
        self.platform = world.official("lawyer", Role.PARTY, serves="agora")
        self.problem = noted(world, self.references)
        self.one = self.problem.rpartition("/")[2]
        post(self.analyst, f"{self.problem}/qualify", self.problem)
        for name in ("ada", "bob"):
            assert self.propose(name).status_code == 303
        for extract in self.extracts():
            assert (
                post(self.manager, f"{self.problem}/clear", self.problem, extract=extract).status_code == 303
            )
        self.release()

    def propose(self, name: str, passage: str = SHARED, cuts: str = ""):
        page = f"{self.problem}/extract/{self.references[name]}"
        shown_on = page if name in ("ada", "bob") else self.problem
        return post(self.analyst, page, shown_on, question="story", passage=passage, cuts=cuts)

    def extracts(self) -> list[str]:
        found = re.findall(r'name="extract" value="(\w+)"', self.analyst.get(self.problem).text)
        return list(dict.fromkeys(found))

    def release(self) -> None:
        page = self.manager.get(f"{self.problem}/release")
        number = re.search(r'name="number" value="(\d+)"', page.text)
        assert number, words(page)
        sent = {"number": number[1], "reply_by": "2018-12-15"}
        released = post(self.manager, f"{self.problem}/release", **sent)
        assert released.status_code == 303, words(released)

    def room(self) -> str:
        return words(self.platform.get(f"/{HERE}/problems/{self.one}"))


@pytest.fixture
def told(world: World) -> Told:
    return Told(world)


def test_who_agreed_to_be_named_is_and_who_did_not_is_not(told: Told) -> None:
    room = told.room()
    assert room.count(SHARED) == 2
    assert "bob Ltd" in room
    assert "ada" not in room
    assert "A firm that does not wish to be named" in room


def test_who_withdraws_is_gone_from_the_room_at_once(told: Told) -> None:
    told.world.kit.corrections.withdraw(told.references["ada"], told.world.firms["ada"])
    assert told.room().count(SHARED) == 1
    assert "does not wish to be named" not in told.room()


def test_and_who_corrects_to_no(told: Told) -> None:
    told.world.correct("bob", told.references["bob"], share="nothing")
    assert told.room().count(SHARED) == 1
    assert "bob" not in told.room()
    assert "No longer shared by its author" in words(told.analyst.get(told.problem))


def test_who_corrects_to_unnamed_loses_the_name_only(told: Told) -> None:
    told.world.correct("bob", told.references["bob"], share="unnamed")
    assert told.room().count(SHARED) == 2
    assert "bob" not in told.room()


def test_a_passage_that_its_author_no_longer_writes_is_gone(told: Told) -> None:
    told.world.correct("ada", told.references["ada"], story="It was a mistake of ours.")
    assert told.room().count(SHARED) == 1


def test_a_correction_takes_the_place_of_what_it_corrects(told: Told) -> None:
    told.world.correct("cleo", told.references["cleo"], since="2018-07-01")
    page = words(told.analyst.get(told.problem))
    assert "corrected:" in page
    assert "Distinct firms 4" in page


def test_the_figure_stays_when_one_withdraws(told: Told) -> None:
    """Three are left, one went: whoever compares two releases would know of one."""
    told.world.kit.corrections.withdraw(told.references["dan"], told.world.firms["dan"])
    preview = words(told.manager.get(f"{told.problem}/release"))
    assert "The figure told before is told again: 4." in preview
    told.release()
    assert "All firms 4" in told.room()


@pytest.mark.parametrize("name", ["cleo", "dan"])
def test_nothing_is_offered_of_who_said_no_and_the_server_refuses(told: Told, name: str) -> None:
    page = f"{told.problem}/extract/{told.references[name]}"
    assert page not in told.analyst.get(told.problem).text
    assert told.analyst.get(page).status_code == 404
    assert told.propose(name).status_code == 404
    assert told.room().count(SHARED) == 2


@pytest.mark.parametrize(
    ("passage", "cuts", "said"),
    [
        ("We never wrote this, not one word.", "", "These are not the words"),
        (SHARED, "Paris", "These words are not in the passage: Paris."),
        ("", "", "Some words are missing."),
    ],
)
def test_only_their_words_and_only_less_of_them(told: Told, passage: str, cuts: str, said: str) -> None:
    refused = told.propose("ada", passage, cuts)
    assert refused.status_code == 422
    assert said in words(refused)
    assert passage in refused.text


def test_who_proposes_cannot_clear_even_as_a_manager(told: Told) -> None:
    page = f"{told.problem}/extract/{told.references['ada']}"
    before = set(told.extracts())
    assert post(told.manager, page, question="story", passage="We are ada.", cuts="").status_code == 303
    (new,) = set(told.extracts()) - before
    assert post(told.manager, f"{told.problem}/clear", told.problem, extract=new).status_code == 422
    told.release()
    assert "We are ada." not in told.room()


def test_what_was_taken_away_is_gone_at_once(told: Told) -> None:
    for extract in told.extracts():
        assert post(told.analyst, f"{told.problem}/drop", told.problem, extract=extract).status_code == 303
    assert SHARED not in told.room()


@pytest.mark.parametrize("number", ["3", "999", "", "x"])
def test_a_release_on_another_page_than_this_is_refused(told: Told, number: str) -> None:
    sent = {"number": number, "reply_by": "2018-12-15"}
    refused = post(told.manager, f"{told.problem}/release", **sent)
    assert refused.status_code == 422
    assert "Somebody else has just worked on this." in words(refused)


def test_cases_of_another_party_are_not_attached(told: Told) -> None:
    world = told.world
    world.firm("eve")
    other = world.contribute("eve", platform="bazar").reference
    why = {"why": "The same"}
    refused = post(told.analyst, f"{told.problem}/attach", told.problem, **why, **{"typed-reference": other})
    assert refused.status_code == 422
    assert "about another party" in words(refused)
    absent = post(told.analyst, f"{told.problem}/attach", told.problem, **why, **{"typed-reference": "RRR"})
    assert absent.status_code == 422
    assert "Check the reference." in words(absent)
    assert AT_DESK in told.problem


def test_two_releases_to_one_party_at_a_time_are_refused(told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    """While one is worked out somebody releases another: it may not rest on what the party knew before."""
    second = noted(told.world, told.references)
    assert post(told.analyst, f"{second}/qualify", second).status_code == 303
    sound, world = Register.disclosure, told.world
    (manager,) = (
        Official(one, email, HERE, Role.MANAGER)
        for one, email in world.kit.following.officials(HERE).items()
        if email.startswith("manager")
    )
    again = [told.one]

    def meanwhile(register: Register, problem: Problem, cases: Mapping[str, Case]) -> Disclosure:
        for one in (again.pop(),) if again else ():
            first = register.problem(UUID(one))
            Decisions(register, manager).release(first, "2018-12-18", first.number)
        return sound(register, problem, cases)

    other = world.register.problem(UUID(second.rpartition("/")[2]))
    monkeypatch.setattr(Register, "disclosure", meanwhile)
    with pytest.raises(RespondentError, match="Somebody else"):
        Decisions(world.register, manager).release(other, "2018-12-18", other.number)
    assert world.register.problem(other.id).releases == ()
    assert len(world.register.problem(UUID(told.one)).releases) == 2
