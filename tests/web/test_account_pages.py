"""The pages of one's own account: another password, another address, and the end of it."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask

from consultkit import ConsultKit
from consultkit.storage import mail_links
from consultkit.storage.tables import mail_links as links

from .conftest import Member, Visitor
from .test_guarded_sessions import newest_token

PASSWORD, BETTER = "trois chevaux verts a Saint-Malo", "quatre canards bleus a Roscoff"
EMAIL, OTHER = "elise@shop.example", "elise@home.example"


@pytest.fixture
def owner(app: Flask, kit: ConsultKit) -> Visitor:
    """Somebody with an account, signed in with it."""
    kit.accounts.ask_link(EMAIL, language="fr", consultation="traders")
    kit.accounts.choose_password(newest_token(kit), PASSWORD)
    owner = Visitor(app)
    owner.send(owner.open("/traders/sign-in").form("password"), {"email": EMAIL, "password": PASSWORD})
    return owner


def token_for(kit: ConsultKit, purpose: str) -> str:
    with kit.archive.reading() as tx:
        link_id = tx.connection.scalars(sa.select(links.c.id).where(links.c.purpose == purpose)).one()
        return mail_links.token_of(tx.keys, link_id)


def test_the_account_is_reached_from_every_page(owner: Visitor) -> None:
    page = owner.open(owner.open("/traders/").links["Mon compte"])
    assert EMAIL in page.words
    assert {"Changer d’adresse", "Changer le mot de passe", "Supprimer mon compte"} <= set(page.links)


def test_the_password_changes_after_the_present_one(owner: Visitor, app: Flask) -> None:
    form = owner.open("/account/password").form("old")
    wrong = owner.send(form, {"old": "not this one, surely", "new": BETTER})
    assert (wrong.status, "Ce n’est pas votre mot de passe actuel." in wrong.words) == (403, True)
    assert wrong.links["Ce n’est pas votre mot de passe actuel. Saisissez-le de nouveau."] == "#old"
    weak = owner.send(form, {"old": PASSWORD, "new": "azerty"})
    assert (weak.status, weak.with_id("new").get("aria-invalid")) == (422, "true")
    assert "azerty" not in weak.html
    assert owner.send(form, {"old": PASSWORD, "new": BETTER}).address == "/account/password/changed"
    again = Visitor(app)
    sign_in = again.open("/traders/sign-in").form("password")
    assert again.send(sign_in, {"email": EMAIL, "password": PASSWORD}).status == 403
    assert again.send(sign_in, {"email": EMAIL, "password": BETTER}).address == "/traders/"


def test_the_address_changes_when_both_mailboxes_agree(owner: Visitor, kit: ConsultKit, app: Flask) -> None:
    form = owner.open("/account/address").form("email")
    assert owner.send(form, {"email": "x", "password": PASSWORD}).status == 422
    asked = owner.send(form, {"email": OTHER, "password": PASSWORD})
    assert (EMAIL in asked.words, OTHER in asked.words) == (True, True)
    elsewhere = Visitor(app)
    for purpose, then in (
        ("take_address", "/account/address-waits"),
        ("leave_address", "/account/address-changed"),
    ):
        page = elsewhere.open(f"/account/address/{token_for(kit, purpose)}")
        assert OTHER in page.words
        assert elsewhere.send(page.form("csrf_token"), {}).address == then
    assert kit.accounts.sign_in(OTHER, PASSWORD)
    assert elsewhere.open(f"/account/address/{token_for(kit, 'take_address')}").status == 403


def test_the_page_does_not_say_whether_an_address_has_an_account(owner: Visitor, kit: ConsultKit) -> None:
    kit.accounts.ask_link(OTHER, language="fr", consultation=None)
    kit.accounts.choose_password(newest_token(kit), PASSWORD)
    pages = []
    for email in (OTHER, "nobody@home.example"):
        form = owner.open("/account/address").form("email")
        pages.append(owner.send(form, {"email": email, "password": PASSWORD}).words.replace(email, "…"))
    assert pages[0] == pages[1]


def test_an_account_ends(owner: Visitor, app: Flask) -> None:
    form = owner.open("/account/delete").form("password")
    assert owner.send(form, {"password": "not this one, surely"}).status == 403
    assert owner.send(form, {"password": PASSWORD}).address == "/account/deleted"
    assert owner.open("/account/").address == "/traders/sign-in"
    sign_in = owner.open("/traders/sign-in").form("password")
    assert owner.send(sign_in, {"email": EMAIL, "password": PASSWORD}).status == 403


@pytest.mark.parametrize("address", ["password", "address", "delete"])
def test_who_has_no_account_here_has_nothing_to_change(member: Member, address: str) -> None:
    assert member.open(f"/account/{address}").status == 404
    page = member.open("/account/")
    assert (page.status, "Changer le mot de passe" in page.links) == (200, False)


def letters_to(kit: ConsultKit) -> int:
    with kit.archive.reading() as tx:
        return tx.connection.scalars(sa.select(sa.func.count()).select_from(links)).one()


@pytest.mark.parametrize(("press", "told"), [("meant", "elise@gmail.com"), (None, "elise@gmial.com")])
def test_an_address_that_looks_mistyped_is_asked_about_once(
    visitor: Visitor, kit: ConsultKit, press: str | None, told: str
) -> None:
    asked = visitor.send(visitor.open("/account/link").form("email"), {"email": "elise@gmial.com"})
    assert "Vouliez-vous dire elise@gmail.com ?" in asked.words
    assert letters_to(kit) == 0
    sent = visitor.send(asked.form("email"), {}, press=press)
    assert told in sent.words
    assert letters_to(kit) == 1
