"""A list that grows: rows are added, edited and removed one by one, and no tab overwrites another."""

from __future__ import annotations

from datetime import timedelta

from consultkit import ConsultKit
from consultkit.testing import FixedClock

from .conftest import OPEN, Member, Page
from .test_expiry import HELD, OURS, sign_in
from .test_expiry import owner as owner
from .test_markup_pages import assert_well_made

ADD, FIRST = "neighbours/1", {"name": "Au phare", "is_open": "yes"}


def press(member: Member, page: Page, place: str, **answers: str) -> Page:
    return member.send(page.form("shop"), {**answers, "row": place})


def with_a_row(member: Member) -> Page:
    row = press(member, member.begin(), ADD, shop="Au pain doré")
    return member.send(row.form("name"), dict(FIRST))


def rows(kit: ConsultKit, member: Member) -> object:
    [draft] = kit.intake.drafts("traders", member.respondent)
    return draft.answers.get("neighbours")


def test_a_row_is_added_and_the_page_is_saved_on_the_way(member: Member, kit: ConsultKit) -> None:
    row = press(member, member.begin(), ADD, shop="Au pain doré")
    assert row.title.startswith("Voisin 1")
    assert_well_made(row)
    page = member.send(row.form("name"), dict(FIRST))
    assert_well_made(page)
    assert page.with_id("question-shop")["value"] == "Au pain doré"
    assert "Voisin 1" in page.words
    assert "Au phare – Oui" in page.words
    assert rows(kit, member) == [{"name": "Au phare", "is_open": True}]


def test_what_a_row_brings_up_is_asked_and_what_it_lacks_is_said(member: Member, kit: ConsultKit) -> None:
    row = press(member, member.begin(), ADD)
    asked = member.send(row.form("name"), {"is_open": "no"})
    assert (asked.status, "Fermé le" in asked.words) == (422, True)
    done = member.send(asked.form("name"), {"name": "Au phare", "shut_on": "01/11/2018"})
    assert done.address.endswith("/you")
    assert rows(kit, member) == [{"name": "Au phare", "is_open": False, "shut_on": "2018-11-01"}]


def test_a_row_is_edited_and_removed_after_a_question(member: Member, kit: ConsultKit) -> None:
    page = with_a_row(member)
    edited = press(member, page, "neighbours/1")
    assert edited.with_id("question-name")["value"] == "Au phare"
    page = member.send(edited.form("name"), {"name": "À la mouette"})
    asked = press(member, page, "neighbours/1/remove")
    assert "À la mouette" in asked.words
    assert_well_made(asked)
    page = member.send(next(form for form in asked.forms if "draft-version" in str(form)))
    assert "À la mouette" not in page.words
    assert rows(kit, member) is None


def test_rows_are_read_again_and_sent(member: Member, kit: ConsultKit) -> None:
    street = member.send(with_a_row(member).form("shop"))
    words = member.send(street.form("trouble"), {"trouble": "noise"})
    check = member.send(words.form("sure"), {"sure": "yes"})
    assert check.words.count("Voisin 1") == 2
    receipt = member.send(check.form("submit_key"))
    assert "Au phare" in receipt.words


def test_no_more_rows_than_may_be(member: Member) -> None:
    page = with_a_row(member)
    for number in (2, 3):
        row = press(member, page, f"neighbours/{number}")
        page = member.send(row.form("name"), dict(FIRST))
    assert "Ajouter" not in page.words
    for place in ("neighbours/4", "neighbours/0", "neighbours/x", "shop/1", "nothing/1", "neighbours/1/gone"):
        assert press(member, member.open(page.address), place).status == 404


def test_two_tabs_with_a_row_see_both(member: Member, kit: ConsultKit) -> None:
    page = with_a_row(member)
    one = press(member, page, "neighbours/1")
    other = member.open(one.address)
    member.send(one.form("name"), {"name": "À la mouette"})
    both = member.send(other.form("name"), {"name": "Au goéland"})
    assert (both.status, "À la mouette" in both.words, "Au goéland" in both.words) == (409, True, True)
    assert rows(kit, member) == [{"name": "À la mouette", "is_open": True}]
    member.send(both.form("name"))
    assert rows(kit, member) == [{"name": "Au goéland", "is_open": True}]


def test_a_row_is_not_removed_on_the_strength_of_an_old_page(member: Member, kit: ConsultKit) -> None:
    page = with_a_row(member)
    asked = press(member, page, "neighbours/1/remove")
    edited = press(member, member.open(page.address), "neighbours/1")
    member.send(edited.form("name"), {"name": "À la mouette"})
    again = member.send(next(form for form in asked.forms if "draft-version" in str(form)))
    assert "À la mouette" in again.words
    assert rows(kit, member) == [{"name": "À la mouette", "is_open": True}]


def test_what_was_typed_in_a_row_survives_the_visit(owner: Member, clock: FixedClock) -> None:
    assert OURS
    row = press(owner, owner.begin(), ADD)
    clock.set(OPEN + timedelta(minutes=61))
    back = sign_in(owner, owner.send(row.form("name"), {"name": "Au phare"}))
    assert (back.address, HELD in back.words) == (row.address, True)
    assert back.with_id("question-name")["value"] == "Au phare"
