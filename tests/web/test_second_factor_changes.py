"""The pages on which owners set up, use and remove their second factors: each change after a fresh proof."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pyotp
import pytest
from flask import Flask
from passkey_device import PasskeyDevice

from consultkit import ConsultKit, Role, Settings, create_app
from consultkit.records import Account, SignedIn
from consultkit.testing import FixedClock

from .conftest import CONSULTATION, Member, Page, Visitor
from .test_guarded_sessions import newest_token
from .test_markup_pages import assert_well_made

SITE = "http://localhost"
BETTER = "quatre chevaux bleus a Saint-Malo"
PASSWORD, LEA = "trois chevaux verts a Saint-Malo", "lea@mairie.example"
ASKS, SET_UP = "/sign-in/second-factor", "/account/second-factor"


@pytest.fixture
def kit(database_url: str, tmp_path: Path, clock: FixedClock) -> Iterator[ConsultKit]:
    """A trial, at a site with a name."""
    file = tmp_path / "traders.yaml"
    file.write_text(CONSULTATION)
    settings = Settings(database_url=database_url, key_file=tmp_path / "keys", public_url=SITE)
    kit = ConsultKit([file], settings=settings, clock=clock)
    yield kit
    kit.close()


@pytest.fixture
def app(kit: ConsultKit) -> Flask:
    return create_app(kit)


@pytest.fixture
def lea(kit: ConsultKit) -> Account:
    kit.accounts.add_official(LEA, "traders", Role.READER, language="fr")
    return kit.accounts.choose_password(newest_token(kit), PASSWORD)


@pytest.fixture
def official(app: Flask, lea: Account) -> Visitor:
    """At the desk with a password alone."""
    official = Visitor(app)
    sign_in(official)
    return official


def sign_in(visitor: Visitor) -> Page:
    return visitor.send(visitor.open("/desk/sign-in").form("password"), {"email": LEA, "password": PASSWORD})


def options_in(page: Page) -> str:
    [options] = re.findall(r'data-options="([^"]*)"', page.html)
    return html.unescape(options)


def add_passkey(visitor: Visitor, device: PasskeyDevice, name: str = "") -> Page:
    page = visitor.open(f"{SET_UP}/passkey")
    return visitor.send(page.form("passkey"), {"passkey": device.make(options_in(page)), "name": name})


def add_application(visitor: Visitor, clock: FixedClock, name: str = "") -> Page:
    page = visitor.open(f"{SET_UP}/application")
    [typed] = re.findall(r'class="secret">([^<]*)<', page.html)
    code = pyotp.TOTP(typed.replace(" ", "")).at(clock.now())
    return visitor.send(page.form("code"), {"code": code, "name": name})


def test_a_trial_opens_the_desk_to_a_password_and_advises_a_second_factor(
    official: Visitor, clock: FixedClock
) -> None:
    desk = official.open("/desk/traders/contributions")
    assert desk.links["Installer un second facteur"] == SET_UP
    add_application(official, clock)
    assert "Installer un second facteur" not in official.open("/desk/traders/contributions").links


def test_a_passkey_is_added_and_lets_in(official: Visitor, app: Flask) -> None:
    device = PasskeyDevice(SITE, counter=1)
    assert add_passkey(official, device, "Clé <b>bleue</b>").html.count("<code>") == 10
    assert "Clé <b>bleue</b>" in official.open(SET_UP).words
    again = Visitor(app)
    asks = sign_in(again)
    answer = device.sign(options_in(asks))
    assert again.send(asks.form("passkey"), {"passkey": answer}).address == "/desk/traders/contributions"
    replay = Visitor(app)
    refused = replay.send(sign_in(replay).form("passkey"), {"passkey": answer})
    assert (refused.status, refused.address) == (403, ASKS)


def test_a_passkey_of_another_site_is_not_added(official: Visitor) -> None:
    page = add_passkey(official, PasskeyDevice("https://evil.example"))
    assert (page.status, "n’a pas été acceptée" in page.words) == (403, True)
    assert "Genre" not in official.open(SET_UP).words


def test_the_pages_are_well_made_and_need_no_script(official: Visitor, app: Flask, clock: FixedClock) -> None:
    pages = [
        official.open(SET_UP),
        official.open(f"{SET_UP}/passkey"),
        official.open(f"{SET_UP}/application"),
    ]
    pages += [
        add_passkey(official, PasskeyDevice(SITE)),
        add_application(official, clock),
        official.open(SET_UP),
    ]
    clock.move(timedelta(minutes=10))
    pages += [official.open(SET_UP), sign_in(Visitor(app))]
    for page in pages:
        assert_well_made(page)
    for page in (pages[1], pages[-1]):
        assert "Les clés d’accès demandent JavaScript" in page.words
        hidden = [given for tag, given in page.elements if tag == "form" and "data-passkey" in given]
        assert all("hidden" in given for given in hidden)


@pytest.mark.parametrize("what", ["remove", "codes", "application", "passkey"])
def test_a_change_needs_a_fresh_proof(
    official: Visitor, kit: ConsultKit, lea: Account, clock: FixedClock, what: str
) -> None:
    add_passkey(official, device := PasskeyDevice(SITE))
    [factor] = kit.second_factors.of(lea).factors
    [token] = [one for one in official.open(SET_UP).form("factor").controls if one.name == "csrf_token"]
    before = kit.second_factors.of(lea)
    clock.move(timedelta(minutes=10))
    answer = official.client.post(
        f"{SET_UP}/{what}",
        data={"csrf_token": token.value, "factor": factor.id.hex, "code": "1", "passkey": "{}"},
    )
    assert (answer.status_code, answer.headers["Location"]) == (303, ASKS)
    assert kit.second_factors.of(lea) == before
    asks = official.open(ASKS)
    assert official.send(asks.form("passkey"), {"passkey": device.sign(options_in(asks))}).address == SET_UP
    assert official.open(f"{SET_UP}/passkey").status == 200


@pytest.mark.parametrize("what", ["password", "address", "delete"])
def test_who_has_a_second_factor_proves_it_before_the_account_itself_changes(
    official: Visitor, kit: ConsultKit, lea: Account, clock: FixedClock, what: str
) -> None:
    add_passkey(official, device := PasskeyDevice(SITE))
    address, fields = (
        f"/account/{what}",
        {"password": PASSWORD, "old": PASSWORD, "new": BETTER, "email": "a@b.fr"},
    )
    form = official.open(address).form("old" if what == "password" else "password")
    clock.move(timedelta(minutes=10))
    assert official.send(form, {}).address == ASKS
    answer = official.client.post(address, data={**dict(form.filled({})), **fields})
    assert (answer.status_code, answer.headers["Location"]) == (303, ASKS)
    assert kit.accounts.sign_in(lea.email, PASSWORD)
    asks = official.open(ASKS)
    assert official.send(asks.form("passkey"), {"passkey": device.sign(options_in(asks))}).address == address


def test_the_password_is_asked_again_before_the_first_one(official: Visitor, clock: FixedClock) -> None:
    clock.move(timedelta(minutes=10))
    assert official.open(f"{SET_UP}/application").address == SET_UP
    form = official.open(SET_UP).form("password")
    wrong = official.send(form, {"password": "not this one, surely"})
    assert (wrong.status, wrong.with_id("password").get("aria-invalid")) == (403, "true")
    assert official.send(form, {"password": PASSWORD}).address == SET_UP
    assert add_application(official, clock).html.count("<code>") == 10


def test_the_last_one_is_removed_and_the_password_is_enough_again(
    official: Visitor, app: Flask, clock: FixedClock
) -> None:
    add_application(official, clock, "Téléphone")
    page = official.send(official.open(SET_UP).form("factor"))
    assert (page.address, "Téléphone" in page.words) == (SET_UP, False)
    again = Visitor(app)
    assert sign_in(again).address == "/desk/traders/contributions"


def test_nobody_removes_somebody_elses(
    official: Visitor, app: Flask, kit: ConsultKit, lea: Account, clock: FixedClock
) -> None:
    add_application(official, clock)
    [factor] = kit.second_factors.of(lea).factors
    kit.accounts.ask_link("elise@shop.example", language="fr", consultation=None)
    kit.accounts.choose_password(newest_token(kit), PASSWORD)
    other = Visitor(app)
    form = other.open("/traders/sign-in").form("password")
    other.send(form, {"email": "elise@shop.example", "password": PASSWORD})
    clock.move(timedelta(seconds=30))
    add_application(other, clock)
    form = other.open(SET_UP).form("factor")
    assert other.send(form, {"factor": factor.id.hex}).status == 404
    assert other.send(form, {"factor": "nothing"}).status == 404
    assert kit.second_factors.of(lea).factors == (factor,)


def test_another_way_to_the_same_person_does_not_open_the_desk_with_a_code(
    app: Flask, kit: ConsultKit, lea: Account, official: Visitor
) -> None:
    add_passkey(official, device := PasskeyDevice(SITE))
    by_provider = Visitor(app)
    who = SignedIn(lea.respondent, "franceconnect")
    by_provider.client.set_cookie("consultkit", kit.sessions.begin({}, who).id)
    asks = by_provider.open(ASKS)
    by_provider.send(asks.form("passkey"), {"passkey": device.sign(options_in(asks))})
    assert by_provider.open(f"{SET_UP}/application").status == 200
    assert by_provider.open("/desk/traders/contributions").address == "/desk/sign-in"


def test_who_has_no_account_here_has_nothing_to_set_up(member: Member) -> None:
    for address in ("", "/application", "/passkey"):
        assert member.open(SET_UP + address).status == 404
    assert member.open(ASKS).address == "/traders/"


def test_codes_are_made_anew_and_shown_once(official: Visitor, clock: FixedClock) -> None:
    first = add_application(official, clock)
    again = official.send(
        next(form for form in official.open(SET_UP).forms if form.action.endswith("/codes"))
    )
    shown = [set(re.findall(r"<code>([^<]*)</code>", page.html)) for page in (first, again)]
    assert (len(shown[0]), len(shown[1]), shown[0] & shown[1]) == (10, 10, set())
    assert "<code>" not in official.open(SET_UP).html


def test_what_was_typed_when_the_visit_was_over_waits_for_the_second_factor(
    app: Flask, kit: ConsultKit, lea: Account, official: Visitor, clock: FixedClock
) -> None:
    add_passkey(official, device := PasskeyDevice(SITE))
    writer = Member(app, kit, "writer")
    writer.respondent = lea.respondent
    writer.sign_in()
    writer.client.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"
    street = writer.to_street()
    clock.move(timedelta(minutes=61))
    asked = writer.send(street.form("trouble"), {"trouble": "works"})
    asks = writer.send(asked.form("password"), {"email": LEA, "password": PASSWORD})
    assert asks.address == ASKS
    back = writer.send(asks.form("passkey"), {"passkey": device.sign(options_in(asks))})
    assert back.address == street.address
    assert "Ce que vous aviez saisi est de nouveau là" in back.words
    assert ("trouble", "works") in back.form("trouble").filled({})
