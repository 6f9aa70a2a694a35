"""A form that comes when the visit is over: nothing typed is lost, and nobody else gets to see it."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from consultkit import ConsultKit
from consultkit.storage.tables import held_forms
from consultkit.testing import FixedClock
from consultkit.web.access import Access, open_to

from .conftest import OPEN, Member, Page, Visitor
from .test_guarded_sessions import newest_token
from .test_markup_pages import assert_well_made

OURS = {"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "navigate", "Origin": "http://localhost"}
LATER = OPEN + timedelta(minutes=61)
ADDRESS, PASSWORD = "owner@shop.example", "trois chevaux verts a Saint-Malo"
STORY = "Œuvré « à l’été » : ça\r\n\r\n  ni 100 %, ni <b>\t𝄞 \\ \"'\r\nfin " + "é" * 20_000
HELD = "Ce que vous aviez saisi est de nouveau là"
ENDED = "Votre visite avait pris fin."


@pytest.fixture
def owner(app: Flask, kit: ConsultKit) -> Member:
    """A member who has an account, and a browser that says where its forms come from."""
    owner = Member(app, kit, "owner")
    kit.accounts.ask_link(ADDRESS, language="fr", consultation="traders")
    account = kit.accounts.choose_password(newest_token(kit), PASSWORD)
    owner.respondent = account.respondent
    owner.sign_in()
    for name, value in OURS.items():
        owner.client.environ_base["HTTP_" + name.upper().replace("-", "_")] = value
    return owner


def held(kit: ConsultKit) -> int:
    with kit.archive.reading() as tx:
        return tx.connection.scalar(sa.select(sa.func.count()).select_from(held_forms)) or 0


def sign_in(visitor: Visitor, page: Page) -> Page:
    """On the page with the account's form."""
    return visitor.send(page.form("password"), {"email": ADDRESS, "password": PASSWORD})


def to_words(member: Member) -> Page:
    return member.send(member.to_street().form("trouble"), {"trouble": "noise"})


def typed_in(page: Page, name: str) -> list[str]:
    """What the browser would send of this control."""
    return [value for given, value in page.form("draft-version").filled({}) if given == name]


def test_after_signing_in_again_one_is_where_one_was_with_what_one_had_typed(
    owner: Member, clock: FixedClock, kit: ConsultKit
) -> None:
    words = to_words(owner)
    clock.set(LATER)
    asked = owner.send(words.form("story"), {"story": STORY, "sure": "yes"})
    assert asked.address == "/traders/sign-in"
    assert f"{ENDED} Reconnectez-vous : ce que vous aviez saisi est gardé" in asked.words
    back = sign_in(owner, asked)
    assert back.address == words.address
    assert HELD in back.words
    assert_well_made(asked)
    assert_well_made(back)
    assert ENDED not in back.words.replace(f"{ENDED} avant", "")
    assert typed_in(back, "story") == [STORY]
    assert typed_in(back, "sure") == ["yes"]
    assert not kit.intake.drafts("traders", owner.respondent)[0].answers.get("story")


def test_it_is_saved_when_its_owner_saves_it_and_then_forgotten(
    owner: Member, clock: FixedClock, kit: ConsultKit
) -> None:
    words = to_words(owner)
    clock.set(LATER)
    back = sign_in(owner, owner.send(words.form("story"), {"story": "Trop de bruit", "sure": "yes"}))
    check = owner.send(back.form("story"))
    assert check.title.startswith("Vérifiez vos réponses")
    assert "Trop de bruit" in check.words
    assert HELD not in owner.open(words.address).words
    assert held(kit) == 0


def test_what_is_not_wanted_any_more_is_left_and_forgotten(
    owner: Member, clock: FixedClock, kit: ConsultKit
) -> None:
    first = owner.begin()
    owner.send(first.form("shop"), {"shop": "Au pain doré"})
    page = owner.open(first.address)
    clock.set(LATER)
    back = sign_in(owner, owner.send(page.form("shop"), {"shop": "Boulangerie du port"}))
    assert typed_in(back, "shop") == ["Boulangerie du port"]
    left = owner.send(back.form("forget"), press="forget")
    assert left.address == first.address
    assert typed_in(left, "shop") == ["Au pain doré"]
    assert HELD not in left.words
    assert held(kit) == 0


def test_ticks_come_back_as_they_were_with_the_questions_that_were_on_the_screen(
    owner: Member, clock: FixedClock
) -> None:
    street = owner.to_street()
    asked = owner.send(street.form("trouble"), {"trouble": ["noise", "other"]})
    other_tab = owner.open(street.address)
    owner.send(other_tab.form("trouble"), {"trouble": "noise"})
    clock.set(LATER)
    page = owner.send(asked.form("which"), {"trouble": ["works", "other"], "which": "Des pavés"})
    back = sign_in(owner, page)
    assert typed_in(back, "trouble") == ["works", "other"]
    assert typed_in(back, "which") == ["Des pavés"]
    conflict = owner.send(back.form("which"))
    assert conflict.status == 409, "another tab has saved since: nothing is overwritten"
    assert "Des travaux, Autre chose" in conflict.words
    assert "Des pavés" in conflict.words


def test_two_tabs_both_get_back_what_was_typed_in_them(owner: Member, clock: FixedClock) -> None:
    words = to_words(owner)
    street = owner.open(words.links["Étape précédente"])
    clock.set(LATER)
    owner.send(words.form("story"), {"story": "Trop de bruit"})
    asked = owner.send(street.form("trouble"), {"trouble": ["noise", "works"]})
    back = sign_in(owner, asked)
    assert back.address == street.address
    assert typed_in(back, "trouble") == ["noise", "works"]
    other = owner.open(words.address)
    assert HELD in other.words
    assert typed_in(other, "story") == ["Trop de bruit"]


def test_a_wrong_password_in_between_loses_nothing(owner: Member, clock: FixedClock) -> None:
    page = owner.begin()
    clock.set(LATER)
    asked = owner.send(page.form("shop"), {"shop": "Au pain doré"})
    again = owner.send(asked.form("password"), {"email": ADDRESS, "password": "not this one, surely"})
    assert again.status == 403
    assert typed_in(sign_in(owner, again), "shop") == ["Au pain doré"]


def test_without_a_cookie_at_all_it_is_the_same(owner: Member) -> None:
    page = owner.begin()
    owner.client.delete_cookie("consultkit")
    back = sign_in(owner, owner.send(page.form("shop"), {"shop": "Au pain doré"}))
    assert typed_in(back, "shop") == ["Au pain doré"]


def test_sending_the_contribution_is_done_again_by_hand(
    owner: Member, clock: FixedClock, kit: ConsultKit
) -> None:
    check = owner.to_check()
    clock.set(LATER)
    asked = owner.send(check.form("submit_key"))
    assert "votre contribution n’est pas encore envoyée" in asked.words
    back = sign_in(owner, asked)
    assert back.address == check.address
    assert "Votre contribution n’est pas encore envoyée" in back.words
    assert_well_made(back)
    assert not kit.intake.receipts("traders", owner.respondent)
    owner.send(back.form("submit_key"))
    assert held(kit) == 0
    assert len(kit.intake.receipts("traders", owner.respondent)) == 1


# --- who must not see it, and who must not store anything -----------------------


def test_somebody_else_on_the_same_computer_never_sees_it(
    owner: Member, clock: FixedClock, kit: ConsultKit
) -> None:
    page = owner.begin()
    clock.set(LATER)
    asked = owner.send(page.form("shop"), {"shop": "Au pain secret"})
    kit.accounts.ask_link("other@shop.example", language="fr", consultation="traders")
    kit.accounts.choose_password(newest_token(kit), PASSWORD)
    other = owner.send(asked.form("password"), {"email": "other@shop.example", "password": PASSWORD})
    assert other.address == page.address
    assert other.status == 404
    assert held(kit) == 0
    owner.send(next(form for form in owner.open("/traders/").forms if form.action == "/sign-out"))
    back = sign_in(owner, owner.open(f"/traders/sign-in?next={page.address}"))
    assert back.address == page.address
    assert "Au pain secret" not in asked.html + other.html + back.html


def test_it_is_bound_to_the_browser_that_sent_it(
    app: Flask, owner: Member, clock: FixedClock, kit: ConsultKit
) -> None:
    page = owner.begin()
    clock.set(LATER)
    owner.send(page.form("shop"), {"shop": "Au pain doré"})
    elsewhere = Visitor(app)
    back = sign_in(elsewhere, elsewhere.open(f"/traders/sign-in?next={page.address}"))
    assert back.address == page.address
    assert typed_in(back, "shop") == [""]
    assert held(kit) == 1


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"}, 403),
        ({"Sec-Fetch-Site": "same-site", "Origin": "http://other.localhost"}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "none"}, 400),
        ({"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "cors"}, 400),
        ({}, 400),
    ],
)
def test_what_does_not_prove_to_come_from_our_own_page_stores_nothing(
    member: Member, visitor: Visitor, kit: ConsultKit, headers: dict[str, str], status: int
) -> None:
    page = member.begin()
    for cookie in (None, "never one of ours"):
        if cookie:
            visitor.client.set_cookie("consultkit", cookie)
        for address in (page.address, "/traders/sign-in", "/account/visits", "/desk/sign-in"):
            answer = visitor.client.post(address, data={"shop": "planted"}, headers=headers)
            assert answer.status_code == status
    assert held(kit) == 0


def test_whether_a_draft_exists_is_told_to_nobody(member: Member, visitor: Visitor, kit: ConsultKit) -> None:
    there = member.begin().address
    absent = there.replace(there.split("/")[3], "0b3e5d5c-8f5f-4a52-9d4e-0a86fbd4c4ba")
    texts = set()
    for address in (absent, there):
        assert held(kit) == 0
        visitor.client.delete_cookie("consultkit")
        answer = visitor.client.post(address, data={"shop": "x"}, headers=OURS)
        assert answer.status_code == 303
        texts.add(answer.headers["Location"].replace(address, "…"))
        texts.add(visitor.open(answer.headers["Location"]).words)
    assert len(texts) == 2
    assert held(kit) == 1


def test_a_tab_of_an_earlier_visit_gets_back_what_was_typed_in_it(
    owner: Member, clock: FixedClock, kit: ConsultKit
) -> None:
    words = to_words(owner)
    clock.set(LATER)
    sign_in(owner, owner.open("/traders/sign-in"))
    back = owner.send(words.form("story"), {"story": STORY, "sure": "yes"})
    assert (back.address, HELD in back.words) == (words.address, True)
    assert typed_in(back, "story") == [STORY]
    assert not kit.intake.drafts("traders", owner.respondent)[0].answers.get("story")


@pytest.mark.parametrize("told", [{}, {"Sec-Fetch-Site": "none"}, {"Origin": "null"}])
def test_a_form_without_its_token_is_refused_while_the_visit_lives(
    owner: Member, kit: ConsultKit, told: dict[str, str]
) -> None:
    page = owner.begin()
    for name in OURS:
        owner.client.environ_base.pop("HTTP_" + name.upper().replace("-", "_"))
    sent = {"shop": "Au pain doré", "csrf_token": "wrong"}
    assert owner.client.post(page.address, data=sent, headers=told).status_code in {400, 403}
    assert held(kit) == 0


def test_what_is_too_long_to_be_kept_is_said_to_be_so(
    owner: Member, clock: FixedClock, kit: ConsultKit
) -> None:
    words = to_words(owner)
    clock.set(LATER)
    asked = owner.send(words.form("story"), {"story": "x" * 300_000})
    assert "trop long pour être gardé" in asked.words
    assert held(kit) == 0


def test_after_an_hour_it_is_forgotten(owner: Member, clock: FixedClock, kit: ConsultKit) -> None:
    page = owner.begin()
    clock.set(LATER)
    asked = owner.send(page.form("shop"), {"shop": "Au pain doré"})
    clock.set(LATER + timedelta(minutes=30))
    back = sign_in(owner, asked)
    assert typed_in(back, "shop") == ["Au pain doré"]
    clock.set(LATER + timedelta(minutes=60))
    assert typed_in(owner.open(page.address), "shop") == [""]
    assert kit.held_forms.purge() == 1


# --- the other forms ------------------------------------------------------------


def test_another_form_leads_to_the_sign_in_and_back_to_its_page(owner: Member, clock: FixedClock) -> None:
    everywhere = next(form for form in owner.open("/account/visits").forms if form.action.endswith("/all"))
    discard = owner.open(owner.begin().address.replace("/you", "/discard")).forms[-1]
    clock.set(LATER)
    asked = owner.send(discard)
    assert f"{ENDED} Reconnectez-vous : rien n’a été modifié." in asked.words
    assert sign_in(owner, asked).address == discard.action
    owner.client.delete_cookie("consultkit")
    assert sign_in(owner, owner.send(everywhere)).address == "/traders/"


def test_an_official_is_led_to_the_sign_in_of_the_desk(app: Flask, owner: Member) -> None:
    @app.post("/desk/traders/note")
    @open_to(Access.OFFICIAL)
    def note() -> str:
        return ""

    owner.client.delete_cookie("consultkit")
    asked = owner.client.post("/desk/traders/note", follow_redirects=True)
    assert asked.request.path == "/desk/sign-in"
    assert ENDED in asked.text


def test_a_sign_in_page_that_was_left_open_is_shown_again_with_where_it_leads(
    owner: Member, clock: FixedClock
) -> None:
    owner.client.delete_cookie("consultkit")
    page = owner.open("/traders/sign-in?next=/traders/begin")
    clock.set(LATER)
    again = sign_in(owner, page)
    assert again.address == "/traders/sign-in"
    assert ENDED in again.words
    assert sign_in(owner, again).address.endswith("/you")


def test_signing_out_of_a_visit_that_has_ended_is_no_error(owner: Member, clock: FixedClock) -> None:
    form = next(form for form in owner.open("/traders/").forms if form.action == "/sign-out")
    clock.set(LATER)
    page = owner.send(form)
    assert page.address == "/traders/"
    assert ENDED in page.words
    assert ENDED not in owner.open("/traders/").words, "it is told once"
