"""After a password, the second factor: asked wherever a password is typed, and without a way round."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pyotp
import pytest
from flask import Flask

from consultkit import ConsultKit, Role, Settings, create_app
from consultkit.records import Account
from consultkit.testing import FixedClock

from .conftest import CONSULTATION, Page, Visitor
from .test_guarded_sessions import newest_token

PASSWORD, BETTER = "trois chevaux verts a Saint-Malo", "quatre canards bleus a Roscoff"
LEA, ELISE = "lea@mairie.example", "elise@shop.example"
ASKS, SET_UP = "/sign-in/second-factor", "/account/second-factor"
HOST = "desk.example"
COOKIE = "__Host-consultkit"


@pytest.fixture
def kit(database_url: str, tmp_path: Path, clock: FixedClock) -> Iterator[ConsultKit]:
    """In production, where desks ask for a second factor."""
    file = tmp_path / "traders.yaml"
    file.write_text(CONSULTATION)
    settings = Settings(
        database_url=database_url,
        key_file=tmp_path / "keys",
        production=True,
        public_url=f"https://{HOST}",
    )
    kit = ConsultKit([file], settings=settings, clock=clock)
    yield kit
    kit.close()


@pytest.fixture
def app(kit: ConsultKit) -> Flask:
    app = create_app(kit)
    app.config.update(SERVER_NAME=HOST, PREFERRED_URL_SCHEME="https")
    return app


def account_of(kit: ConsultKit, email: str) -> Account:
    kit.accounts.ask_link(email, language="fr", consultation="traders")
    return kit.accounts.choose_password(newest_token(kit), PASSWORD)


@pytest.fixture
def lea(kit: ConsultKit) -> Account:
    """An official without a second factor yet."""
    account = account_of(kit, LEA)
    kit.accounts.add_official(LEA, "traders", Role.READER, language="fr")
    return account


@pytest.fixture
def elise(kit: ConsultKit) -> Account:
    return account_of(kit, ELISE)


Codes = Callable[[], str]


@pytest.fixture
def authenticator(kit: ConsultKit, clock: FixedClock) -> Callable[[Account], Codes]:
    """Give an account an application; what it shows."""

    def made(account: Account) -> Codes:
        secret = kit.own_second_factors.offer_authenticator(account).secret
        codes = pyotp.TOTP(secret)
        said = {"session": "none", "language": "fr"}
        kit.own_second_factors.add_authenticator(account, secret, codes.at(clock.now()), "Mine", **said)
        clock.move(timedelta(seconds=30))
        return lambda: codes.at(clock.now())

    return made


def type_password(
    visitor: Visitor, email: str, door: str = "/desk/sign-in", password: str = PASSWORD
) -> Page:
    return visitor.send(visitor.open(door).form("password"), {"email": email, "password": password})


def opens_desk(visitor: Visitor) -> bool:
    return visitor.open("/desk/traders/contributions").address == "/desk/traders/contributions"


def is_signed_in(visitor: Visitor) -> bool:
    return "Se déconnecter" in visitor.open("/traders/").text


def test_a_respondent_needs_none(visitor: Visitor, elise: Account) -> None:
    assert type_password(visitor, ELISE, "/traders/sign-in").address == "/traders/"
    assert is_signed_in(visitor)


def test_an_official_is_led_to_set_one_up_before_the_desk_opens(
    visitor: Visitor, lea: Account, clock: FixedClock
) -> None:
    page = type_password(visitor, LEA, "/desk/sign-in?next=/desk/traders/summary")
    assert (page.address, opens_desk(visitor)) == (SET_UP, False)
    assert "Le bureau s’ouvrira" in page.words
    form = visitor.open(visitor.open(SET_UP).links["Ajouter une application"])
    before = visitor.client.get_cookie(COOKIE, domain=HOST)
    wrong = visitor.send(form.form("code"), {"code": "000000"})
    assert (wrong.status, wrong.with_id("code").get("aria-invalid")) == (422, "true")
    assert secret_in(wrong) == secret_in(form), "it was scanned already"
    done = visitor.send(wrong.form("code"), {"code": pyotp.TOTP(secret_in(form)).at(clock.now())})
    assert done.html.count("<code>") == 10
    assert done.links["Je les ai conservés"] == "/desk/traders/summary"
    assert opens_desk(visitor)
    after = visitor.client.get_cookie(COOKIE, domain=HOST)
    assert before is not None
    assert after is not None
    assert before.value != after.value
    stolen = Visitor(visitor.client.application)
    stolen.client.set_cookie(COOKIE, before.value, domain=HOST, secure=True)
    assert not is_signed_in(stolen)


def secret_in(page: Page) -> str:
    [typed] = [piece.split("</strong>")[0] for piece in page.html.split('<strong class="secret">')[1:]]
    return typed.replace(" ", "")


@pytest.mark.parametrize("door", ["/desk/sign-in", "/traders/sign-in"])
def test_whoever_has_one_is_asked_and_goes_on_to_where_they_wanted(
    visitor: Visitor, lea: Account, authenticator: Callable[[Account], Codes], door: str
) -> None:
    shows = authenticator(lea)
    page = type_password(visitor, LEA, f"{door}?next=/desk/traders/summary")
    assert (page.address, is_signed_in(visitor), opens_desk(visitor)) == (ASKS, False, False)
    done = visitor.send(visitor.open(ASKS).form("code"), {"code": shows()})
    assert done.address == "/desk/traders/summary"
    assert opens_desk(visitor)


def test_a_respondent_with_one_is_asked_too(
    visitor: Visitor, elise: Account, authenticator: Callable[[Account], Codes]
) -> None:
    shows = authenticator(elise)
    page = type_password(visitor, ELISE, "/traders/sign-in?next=/traders/begin")
    assert (page.address, is_signed_in(visitor)) == (ASKS, False)
    assert visitor.send(page.form("code"), {"code": shows()}).address.endswith("/you")


def test_a_mailed_link_is_no_way_round(
    visitor: Visitor, kit: ConsultKit, lea: Account, authenticator: Callable[[Account], Codes]
) -> None:
    shows = authenticator(lea)
    kit.accounts.ask_link(LEA, language="fr", consultation=None)
    form = visitor.open(f"/account/password/{newest_token(kit)}").form("password")
    page = visitor.send(form, {"password": BETTER})
    assert (page.address, is_signed_in(visitor), opens_desk(visitor)) == (ASKS, False, False)
    assert visitor.send(page.form("code"), {"code": shows()}).address == "/desk/traders/contributions"


def test_an_awaiting_visit_opens_nothing_of_the_account(
    visitor: Visitor, lea: Account, authenticator: Callable[[Account], Codes]
) -> None:
    authenticator(lea)
    type_password(visitor, LEA)
    for address in ("/account/", SET_UP, f"{SET_UP}/application", f"{SET_UP}/passkey", "/account/visits"):
        assert visitor.open(address).address == "/traders/sign-in"
    for address in (f"{SET_UP}/remove", f"{SET_UP}/codes", f"{SET_UP}/application"):
        [token] = [one.value for one in visitor.open(ASKS).form("code").controls if one.name == "csrf_token"]
        answer = visitor.client.post(address, data={"csrf_token": token})
        assert answer.headers["Location"].startswith("/traders/sign-in")


def test_an_awaiting_visit_serves_once_and_ten_minutes(
    app: Flask, lea: Account, authenticator: Callable[[Account], Codes], clock: FixedClock
) -> None:
    shows = authenticator(lea)
    visitor, copy = Visitor(app), Visitor(app)
    page = type_password(visitor, LEA)
    awaiting = visitor.client.get_cookie(COOKIE, domain=HOST)
    assert awaiting is not None
    visitor.send(page.form("code"), {"code": shows()})
    clock.move(timedelta(seconds=30))
    copy.client.set_cookie(COOKIE, awaiting.value, domain=HOST, secure=True)
    assert copy.post(page.form("code"), {"code": shows()}).status_code in {303, 400}
    assert (is_signed_in(copy), opens_desk(copy)) == (False, False)
    late = Visitor(app)
    page = type_password(late, LEA)
    clock.move(timedelta(minutes=10))
    assert late.send(page.form("code"), {"code": shows()}).status == 403
    assert not is_signed_in(late)


def test_an_awaiting_visit_ends_with_the_password_that_began_it(
    app: Flask, kit: ConsultKit, lea: Account, authenticator: Callable[[Account], Codes]
) -> None:
    shows, thief = authenticator(lea), Visitor(app)
    page = type_password(thief, LEA)
    kit.accounts.ask_link(LEA, language="fr", consultation=None)
    kit.accounts.choose_password(newest_token(kit), BETTER)
    assert thief.send(page.form("code"), {"code": shows()}).status == 403
    assert not is_signed_in(thief)


def test_a_session_from_before_ends_when_a_second_factor_is_set_up(
    app: Flask, lea: Account, clock: FixedClock
) -> None:
    old, new = Visitor(app), Visitor(app)
    for visitor in (old, new):
        type_password(visitor, LEA)
    form = new.open(f"{SET_UP}/application")
    new.send(form.form("code"), {"code": pyotp.TOTP(secret_in(form)).at(clock.now())})
    assert (opens_desk(new), is_signed_in(old), opens_desk(old)) == (True, False, False)


def test_without_the_last_one_the_desk_shuts_again(visitor: Visitor, lea: Account, clock: FixedClock) -> None:
    type_password(visitor, LEA)
    form = visitor.open(f"{SET_UP}/application")
    visitor.send(form.form("code"), {"code": pyotp.TOTP(secret_in(form)).at(clock.now())})
    page = visitor.send(visitor.open(SET_UP).form("factor"))
    assert "Le bureau s’ouvrira" in page.words
    assert (is_signed_in(visitor), opens_desk(visitor)) == (True, False)


def test_an_office_given_later_does_not_open_the_desk_to_a_password(
    visitor: Visitor, kit: ConsultKit, elise: Account
) -> None:
    type_password(visitor, ELISE, "/traders/sign-in")
    kit.accounts.add_official(ELISE, "traders", Role.MANAGER, language="fr")
    assert (is_signed_in(visitor), opens_desk(visitor)) == (True, False)


def test_a_code_serves_one_visit(app: Flask, lea: Account, authenticator: Callable[[Account], Codes]) -> None:
    shows = authenticator(lea)
    answers = []
    for visitor in (Visitor(app), Visitor(app)):
        answers.append(visitor.send(type_password(visitor, LEA).form("code"), {"code": shows()}).status)
    assert answers == [200, 403]


def test_a_recovery_code_lets_in_once(
    app: Flask, kit: ConsultKit, lea: Account, authenticator: Callable[[Account], Codes]
) -> None:
    authenticator(lea)
    [code, *_] = kit.own_second_factors.renew_codes(lea, session="none", language="fr")
    answers = []
    for visitor in (Visitor(app), Visitor(app)):
        page = visitor.send(type_password(visitor, LEA).form("recovery"), {"recovery": code})
        answers.append((page.status, opens_desk(visitor)))
    assert answers == [(200, True), (403, False)]


def test_guessing_codes_is_slowed_down_for_every_visit_at_once(
    app: Flask, lea: Account, authenticator: Callable[[Account], Codes]
) -> None:
    shows = authenticator(lea)
    for _ in range(5):
        visitor = Visitor(app)
        wrong = visitor.send(type_password(visitor, LEA).form("code"), {"code": "000000"})
        assert (wrong.status, "n’est pas bonne" in wrong.words) == (403, True)
    last = Visitor(app)
    page = last.send(type_password(last, LEA).form("code"), {"code": shows()})
    assert (page.status, "Patientez 1 min" in page.words) == (403, True)
    assert not is_signed_in(last)
