"""Who comes back from a provider otherwise than from their own sign-in, once, in time, is not signed in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import permutations
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from flask import Flask

from consultkit import ConsultKit, create_app
from consultkit.testing import FixedClock

from .conftest import Visitor
from .sign_in_doors import DOORS, WANTED, Door, door, doors, lets_in, people_signed_in, site_with
from .test_guarded_forms import ELSEWHERE
from .test_guarded_sessions import newest_token

__all__ = ["door", "doors"]

PASSWORD = "trois chevaux verts a Saint-Malo"
MORE_ELSEWHERE = [
    "HTTPS://EVIL.EXAMPLE/",
    " https://evil.example/",
    "https:evil.example",
    "ftp://evil.example/",
    "//evil.example:443/traders/",
    "//127.0.0.1:8000@evil.example/",
    "//evil%2eexample/",
    "/\\/evil.example",
    "\\/evil.example",
    "/\r/evil.example",
    "/\x0b/evil.example",
    "/\x7f/evil.example",
    "/\u200b//evil.example",
    "/\u00a0/evil.example",
    "/\u2029/evil.example",
    "/traders\\..\\..\\evil.example",
    "///\\evil.example",
    "http://127.0.0.1:8000.evil.example/",
    "http://127.0.0.1:8000@evil.example/",
    "vbscript:msgbox(1)",
    "traders/begin",
    "?next=//evil.example",
]


@pytest.fixture
def kit(database_url: str, tmp_path: Path, doors: dict[str, Door]) -> Iterator[ConsultKit]:
    with site_with(doors, database_url, tmp_path) as kit:
        yield kit


@pytest.fixture
def app(kit: ConsultKit) -> Flask:
    return create_app(kit)


Misuse = Callable[[Flask, ConsultKit, Door], tuple[Visitor, str]]
"""Who comes to which address of this site."""


def altered(address: str, **changes: str | None) -> str:
    """The same with other parameters; None takes one away."""
    place, _, query = address.partition("?")
    params = {name: values[0] for name, values in parse_qs(query).items()} | changes
    return f"{place}?{urlencode({name: value for name, value in params.items() if value is not None})}"


def without_state(app: Flask, _kit: ConsultKit, door: Door) -> tuple[Visitor, str]:
    visitor = Visitor(app)
    return visitor, altered(door.address_back(visitor), state=None)


def with_an_invented_state(app: Flask, _kit: ConsultKit, door: Door) -> tuple[Visitor, str]:
    visitor = Visitor(app)
    return visitor, altered(door.address_back(visitor), state="0" * 64)


def with_the_undefined_state(app: Flask, _kit: ConsultKit, door: Door) -> tuple[Visitor, str]:
    """FranceConnect writes the word when it has lost it."""
    visitor = Visitor(app)
    return visitor, altered(door.address_back(visitor), state="undefined")


def with_the_state_of_another_visitor(app: Flask, _kit: ConsultKit, door: Door) -> tuple[Visitor, str]:
    """Login CSRF: the victim, who has a visit of their own, is led to the attacker's address."""
    attacker, victim = Visitor(app), Visitor(app)
    victim.open("/traders/sign-in")
    return victim, door.address_back(attacker)


def amid_a_sign_in_of_ones_own(app: Flask, _kit: ConsultKit, door: Door) -> tuple[Visitor, str]:
    """Likewise, while the victim is on the way to the provider."""
    attacker, victim = Visitor(app), Visitor(app)
    door.leave(victim)
    return victim, door.address_back(attacker)


def with_the_code_of_another_visitor(app: Flask, _kit: ConsultKit, door: Door) -> tuple[Visitor, str]:
    """Code injection: one's own state, somebody else's code (RFC 9700, 2.1.1)."""
    attacker, victim = Visitor(app), Visitor(app)
    [stolen] = parse_qs(urlsplit(door.address_back(attacker)).query)["code"]
    return victim, altered(door.address_back(victim), code=stolen)


def without_cookie(app: Flask, _kit: ConsultKit, door: Door) -> tuple[Visitor, str]:
    address = door.address_back(Visitor(app))
    return Visitor(app), address


def with_a_cookie_of_nobodys(app: Flask, _kit: ConsultKit, door: Door) -> tuple[Visitor, str]:
    visitor = Visitor(app)
    address = door.address_back(visitor)
    visitor.client.set_cookie("consultkit", "invented")
    return visitor, address


def too_late(app: Flask, kit: ConsultKit, door: Door) -> tuple[Visitor, str]:
    visitor = Visitor(app)
    address = door.address_back(visitor)
    assert isinstance(kit.clock, FixedClock)
    kit.clock.move(timedelta(minutes=31))
    return visitor, address


def without_code(app: Flask, _kit: ConsultKit, door: Door) -> tuple[Visitor, str]:
    visitor = Visitor(app)
    return visitor, altered(door.address_back(visitor), code=None)


def with_an_endless_code(app: Flask, _kit: ConsultKit, door: Door) -> tuple[Visitor, str]:
    visitor = Visitor(app)
    return visitor, altered(door.address_back(visitor), code="c" * 5000)


def with_an_error_beside_the_code(app: Flask, _kit: ConsultKit, door: Door) -> tuple[Visitor, str]:
    visitor = Visitor(app)
    return visitor, altered(door.address_back(visitor), error="access_denied")


def in_the_name_of_another_issuer(app: Flask, _kit: ConsultKit, door: Door) -> tuple[Visitor, str]:
    visitor = Visitor(app)
    return visitor, altered(door.address_back(visitor), iss="https://elsewhere.example/api/v2")


MISUSES: tuple[Misuse, ...] = (
    without_state,
    with_an_invented_state,
    with_the_undefined_state,
    with_the_state_of_another_visitor,
    amid_a_sign_in_of_ones_own,
    with_the_code_of_another_visitor,
    without_cookie,
    with_a_cookie_of_nobodys,
    too_late,
    without_code,
    with_an_endless_code,
    with_an_error_beside_the_code,
    in_the_name_of_another_issuer,
)


def refused(kit: ConsultKit, visitor: Visitor, address: str) -> None:
    answer = visitor.client.get(address)
    assert answer.status_code in {400, 403}
    assert people_signed_in(kit) == 0
    assert visitor.open(WANTED).address == "/traders/sign-in"


@pytest.mark.parametrize("misuse", MISUSES, ids=lambda misuse: misuse.__name__)
def test_who_comes_back_so_is_not_signed_in(app: Flask, kit: ConsultKit, door: Door, misuse: Misuse) -> None:
    refused(kit, *misuse(app, kit, door))
    lets_in(app, kit, door)


def test_a_sign_in_is_finished_once(app: Flask, kit: ConsultKit, door: Door) -> None:
    visitor = Visitor(app)
    address = door.address_back(visitor)
    assert visitor.client.get(address).status_code == 303
    for again in (visitor, Visitor(app)):
        assert again.client.get(address).status_code == 403
    assert people_signed_in(kit) == 1, "who is signed in stays so"


def test_a_refused_sign_in_cannot_be_tried_again(app: Flask, kit: ConsultKit, door: Door) -> None:
    visitor = Visitor(app)
    address = door.address_back(visitor)
    refused(kit, visitor, altered(address, iss="https://elsewhere.example/api/v2"))
    refused(kit, visitor, address)
    lets_in(app, kit, door)


@pytest.mark.parametrize(("begun", "ended"), [*permutations(DOORS, 2)])
def test_what_was_begun_at_one_provider_is_not_finished_at_another(
    app: Flask, kit: ConsultKit, doors: dict[str, Door], begun: str, ended: str
) -> None:
    """The mix-up of RFC 9700, 4.4: with the state alone, and with all that the other provider would say."""
    for changes in ({}, {"iss": doors[ended].settings.issuer}):
        visitor = Visitor(app)
        address = altered(doors[begun].address_back(visitor), **changes)
        refused(kit, visitor, address.replace(doors[begun].callback, doors[ended].callback))
        if changes:
            refused(kit, visitor, address)
    lets_in(app, kit, doors[begun])


def test_there_are_forty_addresses_elsewhere() -> None:
    assert len({*ELSEWHERE, *MORE_ELSEWHERE}) >= 40


def test_nobody_is_led_elsewhere_by_a_provider(app: Flask, doors: dict[str, Door]) -> None:
    for wanted in (*ELSEWHERE, *MORE_ELSEWHERE):
        visitor = Visitor(app)
        away = doors["franceconnect"].leave(visitor, wanted)
        if away.status_code == 400:
            continue
        back = urlsplit(doors["franceconnect"].stand_in.sign_in(away.headers["Location"], "helene"))
        answer = visitor.client.get(f"{back.path}?{back.query}")
        assert (answer.status_code, answer.headers["Location"]) == (303, "/traders/"), wanted


def test_nobody_is_led_elsewhere_by_an_account(app: Flask, kit: ConsultKit) -> None:
    kit.accounts.ask_link("owner@shop.example", language="fr", consultation=None)
    kit.accounts.choose_password(newest_token(kit), PASSWORD)
    for wanted in (*ELSEWHERE, *MORE_ELSEWHERE):
        visitor = Visitor(app)
        form = visitor.open("/traders/sign-in").form("password")
        typed = {"email": "owner@shop.example", "password": PASSWORD, "next": wanted}
        answer = visitor.post(form, {**typed})
        assert (answer.status_code, answer.headers["Location"]) == (303, "/traders/"), wanted
