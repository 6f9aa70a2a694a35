"""Who opens what: everybody × every route × every method × their own, somebody else's and nobody's things.

The routes are those of the application itself. One whose arguments or form are not known here fails.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from consultkit import Access
from consultkit.web.access import access_of

from .access_routes import (
    ABSENT,
    FORMS,
    OTHERS,
    OWN,
    PLAIN,
    QUERIES,
    UNGUESSABLE,
    WHOSE,
    desk,
    is_known,
    objects_of,
)
from .access_world import ACTORS, GONE, OFFICIALS, OUTSIDE, World
from .conftest import Page
from .test_guarded_sign_in import SITE

SIGNED_IN = tuple(actor for actor in ACTORS[1:] if actor not in GONE)
ADMITTED = {
    Access.EVERYBODY: ACTORS,
    Access.PERSON: SIGNED_IN,
    Access.RESPONDENT: SIGNED_IN,
    Access.ANY_OFFICIAL: OFFICIALS + OUTSIDE,
    Access.OFFICIAL: OFFICIALS,
    Access.CASEWORKER: ("caseworker", "manager"),
    Access.MANAGER: ("manager",),
    Access.MEDIATOR: ("mediator",),
    Access.PARTY: ("party",),
}

OF_PLUGINS = {"dialogue", "mediator"}
"""The blueprints that plugins bring."""

# --- one request -------------------------------------------------------------------


@dataclass(frozen=True)
class Case:
    """One request of the matrix."""

    rule: Rule
    access: Access
    actor: str
    method: str
    whose: str

    def __str__(self) -> str:
        return f"{self.actor}: {self.method} {self.rule.rule} ({self.rule.endpoint}), {self.whose}"

    @property
    def has_objects(self) -> bool:
        return bool(objects_of(self.rule)) or any(map(callable, FORMS.get(self.rule.endpoint, {}).values()))

    @property
    def is_let_in(self) -> bool:
        # The world's files name no plugin: pages of plugins are there for nobody, and plugins test their own.
        is_core = self.rule.endpoint.partition(".")[0] not in OF_PLUGINS
        return is_core and self.actor in ADMITTED[self.access]


def cases(world: World, actor: str) -> Iterator[Case]:
    """What is a person's own is nobody's for who is nobody."""
    for rule in world.app.url_map.iter_rules():
        access = access_of(world.app.view_functions[rule.endpoint])
        assert access is not None
        assert is_known(rule), f"Tell the access matrix how to open {rule.rule} ({rule.endpoint})."
        for method in sorted({"GET", "HEAD", "POST"} & set(rule.methods or ())):
            for whose in WHOSE:
                case = Case(rule, access, actor, method, whose)
                if whose != OWN or (case.has_objects and actor != "nobody"):
                    yield case


@dataclass(frozen=True)
class Answer:
    """What an actor saw, without what differs in any two requests."""

    status: int
    location: str
    headers: frozenset[str]
    body: str
    changed: frozenset[str]
    """The tables that hold something else than before."""

    @property
    def is_refusal(self) -> bool:
        led_away = self.status == 303 and re.search(r"/sign-in(\?|$)|^/$", self.location)
        return bool(led_away) or self.status in {403, 404}


def ask(world: World, case: Case) -> Answer:
    arguments = {name: PLAIN[name] for name in case.rule.arguments & set(PLAIN)}
    arguments |= {name: make() for name, make in UNGUESSABLE.items() if name in case.rule.arguments}
    arguments |= {n: find(world, case.actor, case.whose) for n, find in objects_of(case.rule).items()}
    with world.app.test_request_context(base_url=SITE):
        address = world.app.url_for(case.rule.endpoint, **arguments, **QUERIES.get(case.rule.endpoint, {}))
    client = world.app.test_client()
    secret = world.cookie_of(case.actor)
    if secret is not None:
        client.set_cookie("consultkit", secret, domain="127.0.0.1")
    data = None
    if case.method == "POST":
        data = {"csrf_token": token(client.get("/account/link", base_url=SITE))} | {
            name: value if isinstance(value, str) else value(world, case.actor, case.whose)
            for name, value in FORMS[case.rule.endpoint].items()
        }
    world.tables.forget()
    answer = client.open(address, method=case.method, data=data, base_url=SITE)
    return seen(answer, address, world.tables.written())


def token(page: TestResponse) -> str:
    return next(one.value for one in Page(page).form("csrf_token").controls if one.name == "csrf_token")


def seen(answer: TestResponse, address: str, changed: frozenset[str]) -> Answer:
    address = address.partition("?")[0]

    def plain(text: str) -> str:
        for form in {address, quote(address, safe=""), quote(address)}:
            text = re.sub(rf"{re.escape(form)}(?![\w/-])", "HERE", text)
        return re.sub(r'name="csrf_token" value="[^"]+"', "", text)

    # A receipt in PDF is no text.
    body = plain(answer.get_data().decode("utf-8", "replace"))
    headers = frozenset(answer.headers.keys())
    answer.close()
    return Answer(answer.status_code, plain(answer.headers.get("Location", "")), headers, body, changed)


def leaks(world: World, actor: str) -> Iterator[str]:
    others: dict[tuple[str, str], Answer] = {}
    for case in cases(world, actor):
        answer = ask(world, case)
        yield from (f"{case}: {fault}; {answer.status} {answer.location}" for fault in faults(case, answer))
        if case.whose == OTHERS:
            others[case.rule.endpoint, case.method] = answer
        elif case.whose == ABSENT and tells(case, others[case.rule.endpoint, case.method], answer):
            yield f"{case}: is told from somebody else's"


def tells(case: Case, somebody_elses: Answer, absent: Answer) -> bool:
    """Whether the two can be told apart. Which consultations there are is no secret."""
    if objects_of(case.rule).get("consultation") is desk:
        return somebody_elses.status != absent.status
    return case.has_objects and somebody_elses != absent


def faults(case: Case, answer: Answer) -> Iterator[str]:
    if answer.status >= 500:
        yield "an accident of ours"
    if case.method == "HEAD" and answer.body:
        yield "a body"
    if case.access is Access.EVERYBODY:
        return
    if case.is_let_in and case.whose == OWN and answer.is_refusal:
        yield "their own thing is refused"
    if case.is_let_in and case.has_objects and case.whose != OWN and answer.status not in {403, 404}:
        yield "not theirs, and not refused"
    if not case.is_let_in and not answer.is_refusal:
        yield "open to who may not come here"
    wrong_password = case.is_let_in and not case.has_objects
    if answer.is_refusal and answer.changed - ({"sign_in_attempts"} if wrong_password else set()):
        yield f"refused, and yet it changed {', '.join(sorted(answer.changed))}"
