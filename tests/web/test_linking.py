"""Joining ways to sign in, through the pages, in right use and against who would join somebody else's."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa
from flask import Flask

from consultkit import ConsultKit
from consultkit.storage import mail_links
from consultkit.storage.tables import mail_links as links
from consultkit.testing import FranceConnectStandIn

from .conftest import Visitor
from .test_guarded_sessions import newest_token
from .test_guarded_sign_in import PASSWORD, app, back_from, franceconnect, kit

__all__ = ["app", "franceconnect", "kit"]

EMAIL = "elise@shop.example"


@pytest.fixture
def owner(app: Flask, kit: ConsultKit) -> Visitor:
    """Signed in with an account of this site."""
    kit.accounts.ask_link(EMAIL, language="fr", consultation="traders")
    kit.accounts.choose_password(newest_token(kit), PASSWORD)
    owner = Visitor(app)
    owner.send(owner.open("/traders/sign-in").form("password"), {"email": EMAIL, "password": PASSWORD})
    return owner


@pytest.fixture
def citizen(visitor: Visitor, franceconnect: FranceConnectStandIn) -> Visitor:
    """Signed in with FranceConnect."""
    visitor.open(back_from(franceconnect, visitor))
    return visitor


def back_with(franceconnect: FranceConnectStandIn, visitor: Visitor, person: str = "yann") -> str:
    """From « Joindre FranceConnect » to the address that the browser is sent back to."""
    form = next(one for one in visitor.open("/account/ways").forms if one.action == "/account/ways/add")
    away = visitor.post(form, {}).headers["Location"]
    back = urlsplit(franceconnect.sign_in(away, person))
    return f"{back.path}?{back.query}"


def join_token(kit: ConsultKit) -> str:
    with kit.archive.reading() as tx:
        made = sa.select(links.c.id).where(links.c.purpose == "join").order_by(links.c.created_at.desc())
        return mail_links.token_of(tx.keys, tx.connection.scalars(made.limit(1)).one())


def headings(visitor: Visitor) -> str:
    return visitor.open("/account/ways").words


def test_an_account_is_joined_by_franceconnect_and_parts_with_it(
    app: Flask, owner: Visitor, franceconnect: FranceConnectStandIn
) -> None:
    owner.open("/traders/begin")
    page = owner.open(back_with(franceconnect, owner))
    assert page.address == "/account/ways"
    assert "FranceConnect" in page.words
    elsewhere = Visitor(app)
    away = elsewhere.client.get("/auth/franceconnect/login?consultation=traders").headers["Location"]
    elsewhere.open(urlsplit(franceconnect.sign_in(away, "yann"))._replace(scheme="", netloc="").geturl())
    assert EMAIL in elsewhere.open("/account/ways").words
    part = owner.open("/account/ways").form("handle")
    assert "Joindre FranceConnect" in owner.send(part, {}).words
    assert elsewhere.open("/account/ways").address == "/traders/sign-in"
    assert EMAIL in headings(owner)


def test_a_citizen_joins_an_account_by_its_password(citizen: Visitor, owner: Visitor) -> None:
    form = citizen.open("/account/ways").form("password")
    wrong = citizen.send(form, {"email": EMAIL, "password": "not this one, surely"})
    assert wrong.status == 403
    assert EMAIL not in headings(citizen).replace(wrong.words, "")
    joined = citizen.send(form, {"email": EMAIL, "password": PASSWORD})
    assert (joined.address, EMAIL in joined.words) == ("/account/ways", True)
    assert owner.open("/account/").address == "/traders/sign-in", "its visits of before have ended"


def test_a_citizen_joins_by_a_letter_and_may_make_the_account(citizen: Visitor, kit: ConsultKit) -> None:
    form = citizen.open("/account/ways").form("link_email")
    assert citizen.send(form, {"link_email": "x"}).status == 422
    assert "new@shop.example" in citizen.send(form, {"link_email": "new@shop.example"}).words
    address = f"/account/join/{join_token(kit)}"
    assert citizen.send(citizen.open(address).form("password"), {"password": "azerty"}).status == 422
    joined = citizen.send(citizen.open(address).form("password"), {"password": PASSWORD})
    assert "new@shop.example" in joined.words
    assert kit.accounts.sign_in("new@shop.example", PASSWORD)
    assert citizen.open(address).status == 403


def test_a_letter_opened_by_the_victim_gives_the_attacker_nothing(
    citizen: Visitor, owner: Visitor, kit: ConsultKit
) -> None:
    """The attacker, signed in by FranceConnect, has a letter sent to the victim, who opens it."""
    citizen.send(citizen.open("/account/ways").form("link_email"), {"link_email": EMAIL})
    assert owner.open(f"/account/join/{join_token(kit)}").status == 403
    assert EMAIL not in headings(citizen)


def test_a_letter_read_by_the_attacker_gives_nothing_of_the_victim(
    app: Flask, citizen: Visitor, kit: ConsultKit
) -> None:
    """Somebody who has stolen the letter is not signed in as who asked for it."""
    citizen.send(citizen.open("/account/ways").form("link_email"), {"link_email": EMAIL})
    stranger = Visitor(app)
    assert stranger.open(f"/account/join/{join_token(kit)}").address == "/traders/sign-in"


def test_a_join_that_another_visit_began_joins_nothing(
    app: Flask, owner: Visitor, franceconnect: FranceConnectStandIn
) -> None:
    """Login CSRF: the victim's browser is made to finish a join that the attacker began, or the reverse."""
    attacker = Visitor(app)
    attacker.open(back_from(franceconnect, attacker))
    back = back_from(franceconnect, attacker)
    assert owner.open(back).status == 403
    own = back_with(franceconnect, owner)
    assert attacker.open(own).status == 403
    assert owner.open("/account/ways").words.count("Retirer ce moyen") == 0


def test_joining_begins_with_a_form_of_this_site(owner: Visitor) -> None:
    answer = owner.client.post("/account/ways/add", data={"way": "franceconnect"})
    assert answer.status_code == 400
    assert owner.client.get("/account/ways/add").status_code == 405


def test_an_address_that_somebody_registered_before_opens_nothing(
    app: Flask, owner: Visitor, franceconnect: FranceConnectStandIn
) -> None:
    """Élise's account has the address that FranceConnect tells of Hélène: they stay two."""
    helene = Visitor(app)
    helene.open(back_from(franceconnect, helene))
    assert EMAIL not in headings(helene)


def test_the_last_way_stays(citizen: Visitor) -> None:
    page = citizen.open("/account/ways")
    assert "Retirer ce moyen" not in page.words
    token = next(one.value for one in page.forms[0].controls if one.name == "csrf_token")
    answer = citizen.client.post("/account/ways/part", data={"handle": "0" * 32, "csrf_token": token})
    assert (answer.status_code, "C’est le seul moyen" in answer.text) == (400, True)
