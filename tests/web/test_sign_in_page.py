"""The ways to sign in, with the words that the State gives its buttons, and what each will tell."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from consultkit import ConsultKit, ProviderSettings, Settings, SignInSettings, create_app
from consultkit.records import Identity, SignedIn
from consultkit.testing import FixedClock

from .conftest import CONSULTATION, OPEN, Visitor

WAYS = """\
  sign_in:
    - proconnect: {ask: [siret, email], prefill: {email: email}}
    - franceconnect
    - account
"""
SECRET = "a secret of sixty-four characters, or nearly so, for the tests.."


@pytest.fixture
def kit(database_url: str, tmp_path: Path) -> Iterator[ConsultKit]:
    file = tmp_path / "traders.yaml"
    rule = "respondent: {sign_in: [account], contributions: many}"
    assert rule in CONSULTATION
    file.write_text(CONSULTATION.replace(rule, f"respondent:\n{WAYS}  contributions: many"))
    away = ProviderSettings("http://127.0.0.1:9/api/v2", "traders", SECRET)
    settings = Settings(
        database_url=database_url,
        key_file=tmp_path / "keys",
        sign_in=SignInSettings(franceconnect=away, proconnect=away),
    )
    kit = ConsultKit([file], settings=settings, clock=FixedClock(OPEN))
    yield kit
    kit.close()


@pytest.fixture
def app(kit: ConsultKit) -> Flask:
    return create_app(kit)


def test_the_ways_stand_in_the_order_of_the_file_with_their_words(visitor: Visitor) -> None:
    page = visitor.open("/traders/sign-in")
    words = page.words
    first = words.index("S’identifier avec ProConnect")
    second = words.index("S’identifier avec FranceConnect")
    assert (
        first
        < words.index(" ou ", first)
        < second
        < words.index(" ou ", second)
        < words.index("Mot de passe")
    )
    assert page.links["Qu’est-ce que FranceConnect ?"] == "https://franceconnect.gouv.fr/"
    assert page.links["Qu’est-ce que ProConnect ?"] == "https://proconnect.gouv.fr/"
    titles = {given.get("title") for _tag, given in page.elements}
    assert "Qu’est-ce que ProConnect\u00a0? - nouvelle fenêtre" in titles
    english = visitor.open("/traders/sign-in?lang=en")
    assert "Sign in with ProConnect" in english.words


@pytest.mark.parametrize("address", ["/traders/sign-in", "/traders/privacy", "/legal/personal-data"])
def test_each_page_says_what_a_provider_will_tell(visitor: Visitor, address: str) -> None:
    words = visitor.open(address).words
    assert "le numéro SIRET de votre établissement, votre adresse électronique" in words
    assert "ni votre nom ni votre adresse" in words or "ne transmet ni nom ni adresse" in words


def test_a_draft_begins_with_what_was_told_and_says_so(app: Flask, kit: ConsultKit) -> None:
    visitor = Visitor(app)
    told = Identity("https://pc.example", "abc", {"email": "elise@shop.example"})
    who = SignedIn(kit.identities.respondent_of(told, "proconnect"), "proconnect")
    visitor.client.set_cookie("consultkit", kit.sessions.begin({}, who).id)
    page = visitor.open("/traders/begin")
    form = page.form("email")
    assert [one.value for one in form.controls if one.name == "email"] == ["elise@shop.example"]
    assert "Repris de ProConnect, modifiable." in page.words
    visitor.send(form, {"shop": "Au pain doré", "email": "other@shop.example"})
    again = visitor.open(page.address)
    assert "Repris de ProConnect" not in again.words
    assert [one.value for one in again.form("email").controls if one.name == "email"] == [
        "other@shop.example"
    ]


def test_who_came_otherwise_begins_with_nothing(app: Flask, kit: ConsultKit) -> None:
    visitor = Visitor(app)
    told = Identity("https://pc.example", "abc", {"email": "elise@shop.example"})
    who = SignedIn(kit.identities.respondent_of(told, "proconnect"), "franceconnect")
    visitor.client.set_cookie("consultkit", kit.sessions.begin({}, who).id)
    form = visitor.open("/traders/begin").form("email")
    assert [one.value for one in form.controls if one.name == "email"] == [""]
