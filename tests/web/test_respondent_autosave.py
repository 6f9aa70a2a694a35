"""A page saved while it is typed: what can be taken is kept, and no tab overwrites another silently."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier

from flask import Flask
from werkzeug.test import TestResponse

from consultkit import ConsultKit
from consultkit.testing import FixedClock

from .conftest import Form, Member, Page

AFTER = datetime(2018, 11, 30, 23, 10, tzinfo=UTC)
PAIRS = 40


def autosave(member: Member, page: Page, answers: dict[str, str | list[str]]) -> TestResponse:
    form = page.form("draft-version")
    return member.post(Form(f"{page.address}/autosave", form.method, form.controls), answers)


def kept(kit: ConsultKit, member: Member) -> dict[str, object]:
    [draft] = kit.intake.drafts("traders", member.respondent)
    return dict(draft.answers)


def test_what_is_typed_is_kept_and_the_page_goes_on_from_there(member: Member, kit: ConsultKit) -> None:
    page = member.begin()
    first = autosave(member, page, {"shop": "Au pain"})
    assert (first.status_code, kept(kit, member)) == (200, {"shop": "Au pain"})
    version = str(first.get_json()["version"])
    second = autosave(member, page, {"shop": "Au pain doré", "draft-version": version})
    assert second.get_json()["version"] == int(version) + 1
    assert kept(kit, member) == {"shop": "Au pain doré"}


def test_what_is_half_typed_neither_counts_nor_takes_away_what_was_kept(
    member: Member, kit: ConsultKit
) -> None:
    page = member.begin()
    version = autosave(member, page, {"shop": "Au pain", "email": "me@shop.example"}).get_json()["version"]
    half = {"shop": "Au pain doré", "email": "me@sh", "draft-version": str(version)}
    version = autosave(member, page, {**half, "email": "me@"}).get_json()["version"]
    assert kept(kit, member) == {"shop": "Au pain doré", "email": "me@shop.example"}
    autosave(member, page, {**half, "email": "", "draft-version": str(version)})
    assert kept(kit, member) == {"shop": "Au pain doré"}


def test_what_another_tab_has_saved_is_not_overwritten(member: Member, kit: ConsultKit) -> None:
    page = member.begin()
    member.send(page.form("shop"), {"shop": "Au pain doré"})
    assert autosave(member, page, {"shop": "Boulangerie du port"}).status_code == 409
    assert kept(kit, member) == {"shop": "Au pain doré"}


def test_a_page_that_is_off_the_road_by_now_keeps_nothing(member: Member) -> None:
    page = member.begin()
    gone = Form(page.address.replace("/you", "/nowhere/autosave"), "post", page.form("shop").controls)
    assert member.post(gone, {"shop": "Au pain doré"}).status_code == 404


def test_after_closing_and_after_the_visit_a_script_is_told_so(
    member: Member, clock: FixedClock, kit: ConsultKit
) -> None:
    page = member.begin()
    clock.set(AFTER)
    assert autosave(member, page, {"shop": "Au pain doré"}).status_code in {303, 400}
    member.sign_in()
    late = Page(member.client.get("/traders/")).form("csrf_token").controls
    form = Form(f"{page.address}/autosave", "post", [*late, *page.form("shop").controls])
    assert member.post(form, {"shop": "Au pain doré"}).status_code == 403
    assert kept(kit, member) == {}


def test_an_answer_that_was_hidden_comes_back_as_it_was(member: Member, kit: ConsultKit) -> None:
    street = member.to_street()
    asked = member.send(street.form("trouble"), {"trouble": "other"})
    member.send(asked.form("which"), {"trouble": "other", "which": "Des pavés"})
    without = member.open(street.address)
    member.send(without.form("trouble"), {"trouble": "noise"})
    again = member.send(member.open(street.address).form("trouble"), {"trouble": "other"})
    assert "Des pavés" in again.html
    assert kept(kit, member)["which"] == "Des pavés"


def test_of_two_tabs_at_the_same_instant_no_acknowledged_answer_is_lost(
    app: Flask, kit: ConsultKit, member: Member
) -> None:
    other = Member(app, kit, "member")
    street = member.to_street().address
    first = street.replace("/street", "/you")
    for turn in range(PAIRS):
        second = "other" if turn % 2 else "noise"
        forms = (member.open(first).form("shop"), other.open(street).form("trouble"))
        answers = ({"shop": f"Boulangerie {turn}"}, {"trouble": second})
        start = Barrier(2)

        def post(tab: Member, form: Form, typed: dict[str, str], start: Barrier = start) -> int:
            start.wait()
            return tab.post(form, dict(typed)).status_code

        with ThreadPoolExecutor(2) as pool:
            codes = list(pool.map(post, (member, other), forms, answers))
        assert [code == 409 for code in codes].count(True) == 1
        saved = kept(kit, member)
        if codes[1] == 409:
            assert saved["shop"] == f"Boulangerie {turn}"
        else:
            assert saved["trouble"] == [second]
