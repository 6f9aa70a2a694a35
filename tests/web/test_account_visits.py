"""People see where they are signed in, and end one visit or all of them."""

from __future__ import annotations

import pytest
from flask import Flask

from consultkit import ConsultKit
from consultkit.records import SignedIn
from consultkit.web.device import device_in_words

from .conftest import Form, Member, Page, Visitor
from .test_guarded_sessions import newest_token
from .test_markup_pages import assert_well_made

VISITS = "/account/visits"
AGENTS = {
    "Mozilla/5.0 (Android 15; Mobile; rv:135.0) Gecko/135.0 Firefox/135.0": "Firefox, Android",
    "Mozilla/5.0 (X11; Linux x86_64; rv:135.0) Gecko/20100101 Firefox/135.0": "Firefox, Linux",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/133.0.0.0 "
    "Safari/537.36 Edg/133.0.0.0": "Edge, Windows",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.3 "
    "Safari/605.1.15": "Safari, macOS",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_3 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "CriOS/133.0.6943.33 Mobile/15E148 Safari/604.1": "Chrome, iOS",
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/27.0 "
    "Chrome/125.0.0.0 Mobile Safari/537.36": "Samsung Internet, Android",
    "curl/8.5.0": "",
    "": "",
    "<script>Firefox/": "Firefox",
}


@pytest.fixture
def phone(app: Flask, kit: ConsultKit, member: Member) -> Visitor:
    """Another browser of the member."""
    phone = Visitor(app)
    who = SignedIn(member.respondent, "account")
    phone.client.set_cookie("consultkit", kit.sessions.begin({}, who, "Firefox, Android").id)
    return phone


def is_signed_in(visitor: Visitor) -> bool:
    return "Se déconnecter" in visitor.open("/traders/").text


def handles(page: Page) -> dict[str, Form]:
    """The forms that end one visit, by its handle."""
    return {
        control.value: form for form in page.forms for control in form.controls if control.name == "visit"
    }


def handle_of(kit: ConsultKit, member: Member, *, this: bool) -> str:
    cookie = member.client.get_cookie("consultkit")
    assert cookie is not None
    listed = kit.sessions.of(member.respondent, cookie.value)
    return next(visit.handle for visit in listed if visit.is_this is this)


@pytest.mark.parametrize("agent", AGENTS, ids=lambda agent: AGENTS[agent] or agent or "none")
def test_a_device_is_told_by_browser_and_system_alone(agent: str) -> None:
    assert device_in_words(agent) == AGENTS[agent]


def test_every_visit_is_listed_with_what_tells_it_apart(
    member: Member, phone: Visitor, stranger: Member
) -> None:
    page = member.open(VISITS)
    assert page.status == 200
    assert "Firefox, Android" in page.words
    assert page.words.count("Compte de ce site") == 2
    assert page.words.count("Cette visite") == 1
    assert "jeudi 15 novembre 2018, 10 h, heure de Paris" in page.words
    assert len(handles(page)) == 2
    assert not set(handles(page)) & set(handles(stranger.open(VISITS)))
    assert_well_made(page)


def test_another_visit_is_ended_and_this_one_goes_on(member: Member, phone: Visitor, kit: ConsultKit) -> None:
    other = handle_of(kit, member, this=False)
    page = member.send(handles(member.open(VISITS))[other])
    assert page.address == VISITS
    assert other not in handles(page)
    assert is_signed_in(member)
    assert not is_signed_in(phone)


def test_ending_the_visit_that_one_is_in_signs_out(member: Member, phone: Visitor, kit: ConsultKit) -> None:
    page = member.send(handles(member.open(VISITS))[handle_of(kit, member, this=True)])
    assert page.title.startswith("Vous êtes déconnecté")
    assert not is_signed_in(member)
    assert is_signed_in(phone)


def test_signing_out_everywhere_ends_this_visit_too(member: Member, phone: Visitor, stranger: Member) -> None:
    everywhere = next(form for form in member.open(VISITS).forms if form.action == f"{VISITS}/all")
    page = member.send(everywhere)
    assert page.title.startswith("Vous êtes déconnecté")
    assert not is_signed_in(member)
    assert not is_signed_in(phone)
    assert is_signed_in(stranger)


def test_nobody_ends_the_visit_of_somebody_else(member: Member, stranger: Member, kit: ConsultKit) -> None:
    foreign = handle_of(kit, stranger, this=True)
    form = next(iter(handles(member.open(VISITS)).values()))
    answers = {
        handle: member.send(form, {"visit": handle}) for handle in (foreign, "0" * 32, "", "\0", "%" * 32)
    }
    assert {page.status for page in answers.values()} == {404}
    assert len({page.words for page in answers.values()}) == 1
    assert is_signed_in(stranger)


def test_who_is_not_signed_in_goes_to_the_sign_in(visitor: Visitor) -> None:
    answer = visitor.client.get(VISITS)
    assert answer.headers["Location"] == f"/traders/sign-in?next={VISITS}"


def test_signing_in_notes_the_device(visitor: Visitor, kit: ConsultKit) -> None:
    kit.accounts.ask_link("owner@shop.example", language="fr", consultation="traders")
    visitor.client.environ_base["HTTP_USER_AGENT"] = next(iter(AGENTS))
    page = visitor.open(f"/account/password/{newest_token(kit)}")
    visitor.send(page.form("password"), {"password": "trois chevaux verts a Saint-Malo"})
    assert "Firefox, Android" in visitor.open(VISITS).words
