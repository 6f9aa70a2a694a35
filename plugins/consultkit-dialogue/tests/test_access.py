"""Who opens what: every address of the plugin × everybody × their own, another's and nobody's things."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from consultkit import Role

from .test_files import handed_in
from .test_story import noted, settled
from .world import ELSEWHERE, HERE, World, inhabited, post, token_of

DESK, WORK, DECIDE = {"reader", "caseworker", "manager"}, {"caseworker", "manager"}, {"manager"}
PARTIES = {"agora", "bazar"}
SIGNED_IN = {*DESK, *PARTIES, "ada", "bob", "mediator", "manager elsewhere", "party elsewhere"}
ACTORS = (*sorted(SIGNED_IN), "nobody")
ADMITTED = {
    "problems": DESK,
    "suggestions": DESK,
    "new": WORK,
    "signal": WORK,
    "problem": DESK,
    "extract": WORK,
    "excerpt": WORK,
    "preview": DECIDE,
    "release": DECIDE,
    "attach": WORK,
    "detach": WORK,
    "describe": WORK,
    "own": WORK,
    "qualify": WORK,
    "clear": WORK,
    "drop": WORK,
    "answer_wish": DECIDE,
    "ask_firms": DECIDE,
    "end": DECIDE,
    "seen": DESK,
    "told": PARTIES,
    "told_one": PARTIES,
    "reply": PARTIES,
    "send_reply": PARTIES,
    "ask_for_time": PARTIES,
    "hand_in": PARTIES,
    "own_file": PARTIES,
    "party_file": DESK,
    "followed": SIGNED_IN,
    "solved": SIGNED_IN,
    "say_solved": SIGNED_IN,
}
"""By the name of the view, who may come to it at all; whose things they find there is another matter."""


class Town:
    """A problem that Agora was told of and the firms are asked about, one of Bazar, and one elsewhere."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.references = settled(world)
        for role in (Role.READER, Role.CASEWORKER, Role.MANAGER):
            world.official(role.value, role)
        world.clients["analyst"] = world.clients["caseworker"]
        world.official("mediator", Role.MEDIATOR, serves="somebody")
        world.official("agora", Role.PARTY, serves="agora")
        world.official("bazar", Role.PARTY, serves="bazar")
        world.official("manager elsewhere".replace(" ", "-"), Role.MANAGER, consultation=ELSEWHERE)
        world.official(
            "party elsewhere".replace(" ", "-"), Role.PARTY, serves="agora", consultation=ELSEWHERE
        )
        self.of_agora = self._released()
        self.file = handed_in(self.client("agora"), self.of_agora)
        self.elsewhere = self._elsewhere()

    def client(self, actor: str) -> FlaskClient:
        if actor == "nobody":
            return self.world.app.test_client()
        return self.world.clients[actor.replace(" ", "-")]

    def events(self) -> int:
        subjects = [self.world.kit.room("dialogue").subjects(one) for one in (HERE, ELSEWHERE)]
        return sum(len(events) for subject in subjects for events in subject.values())

    def _released(self) -> str:
        manager, agora = self.client("manager"), self.client("agora")
        problem = noted(self.world, self.references)
        assert post(manager, f"{problem}/qualify", problem).status_code == 303
        number = re.search(r'name="number" value="(\d+)"', manager.get(f"{problem}/release").text)
        assert number
        sent = {"number": number[1], "reply_by": "2018-12-15"}
        assert post(manager, f"{problem}/release", **sent).status_code == 303
        one = problem.rpartition("/")[2]
        reply = f"/{HERE}/problems/{one}/reply"
        data = {"position": "accept", "measure": "Notice.", "until": "2018-12-20"}
        shown = {"shown-question": ["position", "measure", "until"]}
        assert post(agora, reply, **data, **shown).status_code == 303
        assert post(manager, f"{problem}/ask", problem).status_code == 303
        return one

    def _elsewhere(self) -> str:
        page = f"/desk/{ELSEWHERE}/problems/new"
        made = post(
            self.client("manager elsewhere"),
            page,
            title="Theirs",
            practice="delisting",
            party="agora",
            why="",
        )
        return made.headers["Location"].rpartition("/")[2]


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    folder: Path = tmp_path_factory.mktemp("town")
    with inhabited(f"sqlite:///{folder / 'markets.db'}", folder) as world:
        yield Town(world)


def rules(town: Town) -> list[Rule]:
    return [rule for rule in town.world.app.url_map.iter_rules() if rule.endpoint.startswith("dialogue.")]


def test_every_view_is_in_the_table(town: Town) -> None:
    assert {rule.endpoint.removeprefix("dialogue.") for rule in rules(town)} == set(ADMITTED)


def ask(
    town: Town, actor: str, rule: Rule, method: str, problem: str, reference: str, at: str
) -> TestResponse:
    arguments = {"consultation": at, "problem_id": problem, "reference": reference}
    arguments["attachment_id"] = town.file
    with town.world.app.test_request_context():
        address = town.world.app.url_for(
            rule.endpoint, **{name: value for name, value in arguments.items() if name in rule.arguments}
        )
    client = town.client(actor)
    data = {"csrf_token": token_of(client.get("/account/link"))} if method == "POST" else None
    return client.open(address, method=method, data=data)


def plain(answer: TestResponse, *words: str) -> str:
    text = re.sub(r'name="csrf_token" value="[^"]+"', "", f"{answer.status} {answer.text}")
    for word in words:
        text = text.replace(word, "HERE")
    return text


def is_refusal(answer: TestResponse) -> bool:
    return answer.status_code in {403, 404} or (
        answer.status_code == 303 and "/sign-in" in answer.headers["Location"]
    )


@pytest.mark.parametrize("actor", ACTORS)
def test_nobody_else_comes_in_and_nothing_changes(town: Town, actor: str) -> None:
    for rule in rules(town):
        for method in sorted({"GET", "POST"} & (rule.methods or set())):
            if actor in ADMITTED[rule.endpoint.removeprefix("dialogue.")]:
                continue
            before = town.events()
            answer = ask(town, actor, rule, method, town.of_agora, town.references["ada"], HERE)
            assert is_refusal(answer), (actor, method, rule.rule, answer.status)
            assert town.events() == before


@pytest.mark.parametrize("actor", ACTORS)
def test_another_ones_problem_is_as_one_that_is_not_there(town: Town, actor: str) -> None:
    """Agora's is nobody's to Bazar; that of another consultation is nobody's to everybody here."""
    others = town.of_agora if actor == "bazar" else town.elsewhere
    for rule in rules(town):
        if "problem_id" not in rule.arguments:
            continue
        for method in sorted({"GET", "POST"} & (rule.methods or set())):
            absent, before = str(uuid4()), town.events()
            theirs = ask(town, actor, rule, method, others, town.references["ada"], HERE)
            nobodys = ask(town, actor, rule, method, absent, town.references["ada"], HERE)
            assert is_refusal(theirs), (actor, method, rule.rule, theirs.status)
            assert plain(theirs, others) == plain(nobodys, absent)
            assert town.events() == before


@pytest.mark.parametrize("actor", sorted(SIGNED_IN - {"ada"}))
def test_a_respondents_pages_are_their_own(town: Town, actor: str) -> None:
    for rule in rules(town):
        if rule.endpoint not in {"dialogue.followed", "dialogue.solved", "dialogue.say_solved"}:
            continue
        for method in sorted({"GET", "POST"} & (rule.methods or set())):
            before, ada = town.events(), town.references["ada"]
            theirs = ask(town, actor, rule, method, town.of_agora, ada, HERE)
            absent = ask(town, actor, rule, method, town.of_agora, "RRR-RRR-RRR", HERE)
            assert theirs.status_code == 404, (actor, rule.rule)
            assert plain(theirs, ada) == plain(absent, "RRR-RRR-RRR")
            assert town.events() == before


@pytest.mark.parametrize("actor", [*sorted({*DESK, *PARTIES}), "ada"])
def test_those_who_may_come_in(town: Town, actor: str) -> None:
    """To what is theirs: whatever a form without words comes to, it is no accident and no refusal."""
    for rule in rules(town):
        name = rule.endpoint.removeprefix("dialogue.")
        own = {"followed", "solved"} if actor == "ada" else set(ADMITTED) - {"followed", "solved"}
        if actor == "bazar":
            own &= {"told"}
        if actor not in ADMITTED[name] or name not in own or "GET" not in (rule.methods or set()):
            continue
        answer = ask(town, actor, rule, "GET", town.of_agora, town.references["ada"], HERE)
        assert answer.status_code == 200, (actor, rule.rule, answer.status)


@pytest.mark.parametrize("actor", ["caseworker", "manager", "agora", "ada"])
def test_forms_without_words_are_no_accident(town: Town, actor: str) -> None:
    for rule in rules(town):
        name = rule.endpoint.removeprefix("dialogue.")
        if actor in ADMITTED[name] and "POST" in (rule.methods or set()) and name not in {"ask_firms", "own"}:
            answer = ask(town, actor, rule, "POST", town.of_agora, town.references["ada"], HERE)
            assert answer.status_code in {200, 303, 404, 422}, (actor, rule.rule, answer.status)


def test_another_consultations_desk_is_not_here(town: Town) -> None:
    for rule in rules(town):
        if rule.endpoint == "dialogue.problem":
            answer = ask(town, "manager elsewhere", rule, "GET", town.of_agora, "", ELSEWHERE)
            assert answer.status_code == 404


def test_a_reader_is_offered_no_form(town: Town) -> None:
    page = town.client("reader").get(f"/desk/{HERE}/problems/{town.of_agora}").text
    main = page.partition("<main")[2]
    assert "<form" not in main


def test_opening_is_written_down_once_for_each_visitor(town: Town) -> None:
    agora = town.client("agora")
    agora.get(f"/{HERE}/problems/{town.of_agora}")
    before = town.events()
    agora.get(f"/{HERE}/problems/{town.of_agora}")
    assert town.events() == before
