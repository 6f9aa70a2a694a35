"""What cannot be done is said, with what to do instead; nothing typed is lost and nothing is written."""

from __future__ import annotations

import pytest

from consultkit import Role

from .test_extracts import Told, told
from .test_story import AT_DESK, settled
from .world import HERE, World, post, token_of, words

__all__ = ["told"]


@pytest.fixture
def signal(world: World) -> str:
    """A problem with two cases, which nobody has qualified."""
    references = settled(world)
    analyst = world.official("analyst", Role.CASEWORKER)
    world.official("manager", Role.MANAGER)
    of_two = [references["ada"], references["bob"]]
    made = post(
        analyst,
        f"{AT_DESK}/new",
        title="Two cases",
        practice="delisting",
        party="agora",
        why="Same",
        reference=of_two,
    )
    return made.headers["Location"]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"title": "", "practice": "delisting", "party": "agora"}, "Some words are missing."),
        ({"title": "x" * 201, "practice": "delisting", "party": "agora"}, "Write 200 characters at most."),
        ({"title": "A title", "practice": "nonsense", "party": "agora"}, "There is no such answer."),
        ({"title": "A title", "practice": "delisting", "party": "nobody"}, "There is no such answer."),
    ],
)
def test_a_problem_needs_its_words(world: World, signal: str, data: dict[str, str], said: str) -> None:
    refused = post(world.clients["analyst"], f"{AT_DESK}/new", **data)
    assert refused.status_code == 422
    assert said in words(refused)
    assert data["title"] in refused.text
    assert len(world.register.problems()) == 1


def test_two_firms_are_told_to_nobody(world: World, signal: str) -> None:
    manager = world.clients["manager"]
    assert post(world.clients["analyst"], f"{signal}/qualify", signal).status_code == 303
    page = manager.get(f"{signal}/release")
    assert "Fewer than 3 firms." in words(page)
    assert "Release it to" not in words(page)
    sent = {"csrf_token": token_of(page), "number": "4", "reply_by": "2018-12-15"}
    refused = manager.post(f"{signal}/release", data=sent)
    assert refused.status_code == 422
    assert "attach cases of at least 3 firms" in words(refused)


def test_what_is_qualified_is_not_qualified_again(world: World, signal: str) -> None:
    analyst = world.clients["analyst"]
    assert post(analyst, f"{signal}/qualify", signal).status_code == 303
    assert post(analyst, f"{signal}/qualify", signal).status_code == 422


def test_it_is_described_taken_over_and_detached_from(world: World, signal: str) -> None:
    manager = world.clients["manager"]
    assert post(manager, f"{signal}/own", signal).status_code == 303
    assert (
        post(manager, f"{signal}/describe", signal, title="Three words here", period="Summer").status_code
        == 303
    )
    page = words(manager.get(signal))
    assert "Three words here" in page
    assert "Followed by manager@state.example" in page
    reference = next(iter(world.register.problems()[0].attached))
    assert post(manager, f"{signal}/detach", signal, reference=reference, why="").status_code == 422
    assert (
        post(manager, f"{signal}/detach", signal, reference=reference, why="Another matter").status_code
        == 303
    )
    assert post(manager, f"{signal}/detach", signal, reference=reference, why="Again").status_code == 404
    assert reference not in world.register.problems()[0].attached


@pytest.mark.parametrize("day", ["", "tomorrow", "2018-11-15", "15/11/2018", "31/02/2019", "9999-12-31"])
def test_a_day_to_come_is_asked_for(told: Told, day: str) -> None:
    page = f"/{HERE}/problems/{told.one}"
    refused = post(told.platform, f"{page}/time", page, until=day, why="A strike of our developers")
    assert refused.status_code == 422
    assert "Write a day after today" in words(refused)
    assert "A strike of our developers" in refused.text


def test_a_day_may_be_written_as_people_write_it(told: Told) -> None:
    page = f"/{HERE}/problems/{told.one}"
    assert post(told.platform, f"{page}/time", page, until="20/12/2018", why="A strike").status_code == 303
    assert "December 20, 2018" in words(told.manager.get(told.problem))
    refusal = {"answer": "refuse", "until": ""}
    assert post(told.manager, f"{told.problem}/time", told.problem, **refusal).status_code == 303
    assert "December 15, 2018 30 days left" in words(told.platform.get(page))
    assert post(told.manager, f"{told.problem}/time", told.problem, **refusal).status_code == 404


def test_nobody_is_asked_before_something_is_promised_nor_twice_a_day(told: Told) -> None:
    refused = post(told.manager, f"{told.problem}/ask", told.problem)
    assert refused.status_code == 422
    assert "Nothing was promised." in words(refused)
    promise(told)
    assert post(told.manager, f"{told.problem}/ask", told.problem).status_code == 303
    again = post(told.manager, f"{told.problem}/ask", told.problem)
    assert again.status_code == 422
    assert "The firms were asked today." in words(again)


def test_a_closed_problem_takes_no_reply(told: Told) -> None:
    end = {"how": "closed", "outcome": "Done"}
    assert post(told.manager, f"{told.problem}/end", told.problem, **end).status_code == 303
    assert promise(told) == 422
    assert told.world.register.problem(told.world.register.problems()[0].id).replies == ()


def test_a_reply_says_all_that_it_is_asked(told: Told) -> None:
    reply = f"/{HERE}/problems/{told.one}/reply"
    shown = {"shown-question": ["position", "measure", "until"]}
    refused = post(told.platform, reply, position="accept", measure="We give notice.", until="soon", **shown)
    assert refused.status_code == 422
    assert "We give notice." in refused.text
    assert 'value="soon"' in refused.text


def test_an_end_is_one_of_three(told: Told) -> None:
    bad = {"how": "deleted", "outcome": "Gone"}
    assert post(told.manager, f"{told.problem}/end", told.problem, **bad).status_code == 404
    silent = {"how": "closed", "outcome": ""}
    assert post(told.manager, f"{told.problem}/end", told.problem, **silent).status_code == 422


def promise(told: Told) -> int:
    reply = f"/{HERE}/problems/{told.one}/reply"
    said = {"position": "accept", "measure": "We give notice.", "until": "2018-12-20"}
    shown = {"shown-question": ["position", "measure", "until"]}
    return post(told.platform, reply, **said, **shown).status_code
