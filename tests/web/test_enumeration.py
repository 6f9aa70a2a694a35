"""Who has an account here is nobody's business, and nobody guesses a password in any number of tries."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import quote
from uuid import uuid4

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from consultkit import ConsultKit, Role
from consultkit.operations import accounts as accounts_room
from consultkit.storage.tables import second_factors
from consultkit.testing import FixedClock

from .conftest import OPEN, Visitor
from .test_guarded_sessions import newest_token

PASSWORD = "trois chevaux verts a Saint-Malo"
WRONG = "neuf chevaux verts a Saint-Malo"
NOBODY = "nobody@shop.example"
MEMBER = "member@shop.example"
UNCONFIRMED = "newone@shop.example"
OFFICIAL = "office@shop.example"
GUARDED = "factor@shop.example"
"""All of one length: how long a page is says nothing either."""
EVERYBODY = (NOBODY, MEMBER, UNCONFIRMED, OFFICIAL, GUARDED)


@pytest.fixture
def town(kit: ConsultKit) -> ConsultKit:
    return settle(kit)


def settle(kit: ConsultKit) -> ConsultKit:
    """Everybody but one has an account of some kind."""
    for address in (OFFICIAL, GUARDED):
        kit.accounts.add_official(address, "traders", Role.READER, language="fr")
        kit.accounts.choose_password(newest_token(kit), PASSWORD)
    _set_up_second_factor(kit)
    kit.accounts.ask_link(MEMBER, language="fr", consultation=None)
    kit.accounts.choose_password(newest_token(kit), PASSWORD)
    kit.accounts.add_official(UNCONFIRMED, "traders", Role.READER, language="fr")
    assert isinstance(kit.clock, FixedClock)
    kit.clock.move(timedelta(hours=2))
    return kit


def _set_up_second_factor(kit: ConsultKit) -> None:
    """Before the password is right nothing may look at it, so that its content does not matter."""
    account = kit.accounts.sign_in(GUARDED, PASSWORD)
    row = {"id": uuid4(), "account_id": account.id, "kind": "totp", "name": "", "created_at": OPEN}
    with kit.archive.writing() as tx:
        tx.connection.execute(sa.insert(second_factors).values(**row, secret_sealed=b""))


def seen(answer: TestResponse, address: str) -> tuple[int, tuple[tuple[str, str], ...], str]:
    """Status, headers and body, without the address itself and what is drawn anew for each visit."""
    text = answer.text
    for form in {address, html.escape(address), quote(address), quote(address, safe="")}:
        text = text.replace(form, "ADDRESS")
    text = re.sub(r'(name="csrf_token" value=)"[^"]+"', r"\1", text)
    headers = (
        (name, re.sub(r"=[^;]+", "=", value, count=1) if name == "Set-Cookie" else value)
        for name, value in answer.headers.items()
        if name not in {"Content-Length", "X-Request-Id"}
    )
    return answer.status_code, tuple(headers), text


Seen = tuple[int, tuple[tuple[str, str], ...], str]


def try_password(app: Flask, page: str, address: str, password: str, origin: str = "192.0.2.1") -> Seen:
    visitor = Visitor(app)
    form = visitor.open(page).form("password")
    visitor.client.environ_base["REMOTE_ADDR"] = origin
    return seen(visitor.post(form, {"email": address, "password": password}), address)


def alike(answers: list[Seen]) -> bool:
    return all(answer == answers[0] for answer in answers)


@pytest.mark.parametrize("page", ["/traders/sign-in", "/desk/sign-in"])
def test_a_wrong_password_says_nothing_of_the_account(app: Flask, town: ConsultKit, page: str) -> None:
    answers = [try_password(app, page, address, WRONG) for address in EVERYBODY]
    assert answers[0][0] == 403
    assert alike(answers)


@pytest.mark.parametrize("page", ["/traders/sign-in", "/desk/sign-in"])
def test_being_made_to_wait_says_nothing_of_the_account(app: Flask, town: ConsultKit, page: str) -> None:
    for attempt in range(7):
        answers = [try_password(app, page, one, WRONG, f"192.0.2.{attempt}") for one in EVERYBODY]
        assert alike(answers), f"attempt {attempt + 1}"
    assert re.search(r"trop de tentatives.* Attendez \d+ min, ou demandez un lien", answers[0][2])


def test_asking_for_a_link_says_nothing_of_the_account(app: Flask, town: ConsultKit) -> None:
    for attempt in range(7):
        answers = []
        for address in EVERYBODY:
            visitor = Visitor(app)
            visitor.client.environ_base["REMOTE_ADDR"] = f"192.0.2.{attempt}"
            form = visitor.open("/account/link").form("email")
            answers.append(seen(visitor.post(form, {"email": address}), address))
        assert answers[0][0] == 200, "also when no more letters are sent"
        assert alike(answers), f"attempt {attempt + 1}"


@pytest.mark.parametrize("new", [address for address in EVERYBODY if address != MEMBER])
def test_a_change_of_address_says_nothing_of_the_new_one(app: Flask, town: ConsultKit, new: str) -> None:
    answers = [_ask_change(app, town, to) for to in ("absent@shop.example", new)]
    assert answers[0][0] == 200
    assert alike(answers)


def _ask_change(app: Flask, kit: ConsultKit, new: str) -> Seen:
    visitor = Visitor(app)
    form = visitor.open("/traders/sign-in").form("password")
    visitor.post(form, {"email": MEMBER, "password": PASSWORD})
    form = visitor.open("/account/address").form("email")
    return seen(visitor.post(form, {"email": new, "password": PASSWORD}), new)


# --- guessing --------------------------------------------------------------------------


@pytest.fixture
def guesses(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What is compared with the password of an account. None of it is right."""
    tried: list[str] = []

    def compare(_kept: str | None, password: str) -> bool:
        tried.append(password)
        return False

    with monkeypatch.context() as patched:
        patched.setattr(accounts_room, "verify_password", compare)
        yield tried


def guess_for_an_hour(app: Flask, clock: FixedClock, address: str) -> None:
    """Twice a minute, at both doors, each time from another network address."""
    for minute in range(60):
        for number, page in enumerate(("/traders/sign-in", "/desk/sign-in")):
            try_password(app, page, address, f"guess {minute}", f"2001:db8:{minute:x}:{number}::1")
        clock.move(timedelta(minutes=1))


@pytest.mark.parametrize("address", [MEMBER, OFFICIAL, NOBODY])
def test_there_are_ten_guesses_an_hour_from_wherever_they_come(
    app: Flask, town: ConsultKit, clock: FixedClock, guesses: list[str], address: str
) -> None:
    guess_for_an_hour(app, clock, address)
    assert 5 <= len(guesses) <= 10
    guesses.clear()
    guess_for_an_hour(app, clock, address)
    assert 1 <= len(guesses) <= 2, "and fewer later on"


def test_the_owner_gets_in_by_a_mailed_link_meanwhile(
    app: Flask, town: ConsultKit, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    for attempt in range(10):
        try_password(app, "/traders/sign-in", MEMBER, WRONG, f"198.51.100.{attempt}")
    owner = Visitor(app)
    form = owner.open("/traders/sign-in").form("password")
    assert owner.send(form, {"email": MEMBER, "password": PASSWORD}).status == 403, "the owner waits too"
    owner.send(owner.open("/account/link").form("email"), {"email": MEMBER})
    page = owner.open(f"/account/password/{newest_token(town)}")
    owner.send(page.form("password"), {"password": "quatre chevaux bleus a Cancale"})
    assert owner.open("/traders/begin").address.endswith("/you")
