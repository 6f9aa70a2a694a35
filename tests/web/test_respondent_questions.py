"""One page of questions at a time, saved at each step, with what to do where an answer cannot be taken."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from consultkit.testing import FixedClock

from .conftest import Member, Page

AFTER = datetime(2018, 11, 30, 23, 10, tzinfo=UTC)


def test_the_first_page_shows_its_questions_and_where_one_is(member: Member) -> None:
    page = member.begin()
    assert page.title.startswith("Vous – Étape 1 sur 4 – ")
    assert "Étape suivante : La rue" in page.words
    assert "Parlons de vous." in page.words
    assert "Courriel (facultatif)" in page.words
    assert "Sauf mention « (facultatif) », toutes les questions appellent une réponse." in page.words


def test_a_control_is_tied_to_its_hint_and_filled_in_by_the_browser(member: Member) -> None:
    page = member.begin()
    assert page.with_id("question-shop")["aria-describedby"] == "question-shop-hint"
    assert page.with_id("question-shop-hint")
    assert page.with_id("question-email")["autocomplete"] == "email"


def test_each_step_is_saved_and_leads_to_the_next(member: Member) -> None:
    page = member.begin()
    second = member.send(page.form("shop"), {"shop": "Au pain doré"})
    assert second.title.startswith("La rue")
    first = member.open(second.links["Étape précédente"])
    assert first.with_id("question-shop")["value"] == "Au pain doré"


def test_saving_answers_a_post_with_see_other(member: Member) -> None:
    response = member.post(member.begin().form("shop"), {"shop": "Au pain doré"})
    assert response.status_code == 303


def test_a_fault_is_said_at_the_top_at_the_question_and_in_the_title(member: Member) -> None:
    page = member.begin()
    again = member.send(page.form("shop"), {"shop": "Au pain doré", "email": "pas une adresse"})
    assert again.status == 422
    assert again.title.startswith("Erreur : ")
    assert any(address == "#question-email" for address in again.links.values())
    control = again.with_id("question-email")
    assert control["aria-invalid"] == "true"
    assert control["aria-describedby"] == "question-email-error"
    assert control["value"] == "pas une adresse"


def test_what_can_be_taken_is_kept_beside_a_fault(member: Member) -> None:
    page = member.begin()
    member.send(page.form("shop"), {"shop": "Au pain doré", "email": "pas une adresse"})
    kept = member.open(page.address)
    assert kept.with_id("question-shop")["value"] == "Au pain doré"
    assert kept.with_id("question-email")["value"] == ""


def test_a_missing_answer_is_asked_for(member: Member) -> None:
    page = member.begin()
    again = member.send(page.form("shop"), {"shop": "  "})
    assert again.status == 422
    assert again.with_id("question-shop")["aria-invalid"] == "true"


def test_questions_brought_up_by_the_same_page_are_shown_before_going_on(member: Member) -> None:
    second = member.to_street()
    assert "Quoi donc" not in second.words
    again = member.send(second.form("trouble"), {"trouble": ["noise", "other"]})
    assert again.status == 200
    assert "Vos réponses appellent d’autres questions" in again.words
    assert not again.title.startswith("Erreur")
    third = member.send(again.form("which"), {"which": "Des pavés"})
    assert third.title.startswith("Votre récit")


def test_a_new_question_left_empty_is_then_a_fault(member: Member) -> None:
    second = member.to_street()
    again = member.send(second.form("trouble"), {"trouble": "other"})
    refused = member.send(again.form("which"))
    assert refused.status == 422
    assert refused.with_id("question-which")["aria-invalid"] == "true"


def test_saving_and_leaving_keeps_the_answers(member: Member) -> None:
    page = member.begin()
    start = member.send(page.form("shop"), {"shop": "Au pain doré"}, press="leave")
    assert start.address == "/traders/"
    assert member.open(page.address).with_id("question-shop")["value"] == "Au pain doré"


def test_resuming_leads_to_the_first_page_that_lacks_something(member: Member) -> None:
    member.to_street()
    assert member.begin().title.startswith("La rue")


def test_two_tabs_are_both_shown_and_nothing_is_overwritten(member: Member) -> None:
    first_tab = member.begin()
    second_tab = member.open(first_tab.address)
    member.send(first_tab.form("shop"), {"shop": "Au pain doré"})
    conflict = member.send(second_tab.form("shop"), {"shop": "Boulangerie du port"})
    assert conflict.status == 409
    assert "Au pain doré" in conflict.words
    assert "Boulangerie du port" in conflict.words
    assert member.open(first_tab.address).with_id("question-shop")["value"] == "Au pain doré"
    member.send(conflict.form("shop"))
    assert member.open(first_tab.address).with_id("question-shop")["value"] == "Boulangerie du port"


def test_a_page_off_the_road_leads_back_to_it(member: Member) -> None:
    page = member.begin()
    assert member.open(page.address.replace("/you", "/nowhere")).status == 404


def test_when_the_window_has_closed_the_draft_is_kept(member: Member, clock: FixedClock) -> None:
    page = member.begin()
    clock.set(AFTER)
    member.sign_in()
    for refused in (member.open(page.address), member.send(member.fresh(page.form("shop")))):
        assert refused.status == 403
        assert "Votre brouillon est conservé." in refused.words
        assert "rue@mairie.example" in refused.words
        assert "samedi 1er décembre 2018, 0 h 10, heure de Paris (00:10:00, UTC+01:00)" in refused.words


def test_a_stranger_meets_the_same_page_for_a_draft_and_for_nothing(member: Member, stranger: Member) -> None:
    page = member.begin()
    other = stranger.open(page.address)
    nothing = stranger.open(
        page.address.replace(page.address.split("/")[3], "0" * 8 + "-0000-4000-8000-" + "0" * 12)
    )
    assert other.status == nothing.status == 404
    assert other.words == nothing.words


@pytest.mark.parametrize(
    "rubbish", ["\0", "a\0b", "\ud7ff\ufffe", "<script>alert(1)</script>", "x" * 100_000]
)
def test_no_text_makes_the_server_stumble(member: Member, rubbish: str) -> None:
    page = member.begin()
    for name in ("shop", "email", "since", "draft-version", "shown-question"):
        again: Page = member.send(page.form("shop"), {"shop": "Au pain doré", name: rubbish})
        assert again.status < 500
        assert "<script>alert" not in again.html


def test_a_body_that_is_too_large_is_refused_with_a_page(member: Member) -> None:
    page = member.begin()
    refused = member.send(page.form("shop"), {"shop": "x" * 2_000_000})
    assert refused.status == 413
    assert "trop volumineux" in refused.words
