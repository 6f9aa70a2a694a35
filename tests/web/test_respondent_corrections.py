"""Correcting and withdrawing one's contribution, page by page, without JavaScript."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask import Flask

from consultkit import ConsultKit, Role
from consultkit.testing import FixedClock

from .conftest import Form, Member, Page, Visitor
from .test_guarded_desk import PASSWORD, signed_in
from .test_guarded_sessions import newest_token

AFTER = datetime(2018, 12, 3, 9, 0, tzinfo=UTC)


@pytest.fixture
def receipt(member: Member) -> Page:
    return member.send(member.to_check().form("submit_key"))


def the_form(page: Page, ending: str) -> Form:
    [found] = [form for form in page.forms if form.action.endswith(ending)]
    return found


def correct(member: Member, receipt: Page) -> Page:
    """To the check page of the correction, with another name of the shop."""
    check = member.send(the_form(receipt, "/correct"))
    page = member.open(check.links["Modifier « Vous »"])
    member.send(page.form("shop"), {"shop": "Chez Léa"})
    return member.open(check.address)


def reference_of(page: Page) -> str:
    return page.address.rpartition("/")[2]


def test_a_contribution_is_corrected_from_its_receipt(member: Member, receipt: Page) -> None:
    check = correct(member, receipt)
    assert f"Vous corrigez la contribution {reference_of(receipt)}" in check.words
    assert "Chez Léa" in check.words
    assert "Du bruit" in check.words
    corrected = member.send(check.form("submit_key"))
    assert corrected.links[f"Contribution {reference_of(receipt)}"] == receipt.address
    earlier = member.open(receipt.address)
    assert "Vous avez corrigé cette contribution" in earlier.words
    assert "Au pain doré" in earlier.words
    assert earlier.links[f"Contribution {reference_of(corrected)}"] == corrected.address
    assert not [form for form in earlier.forms if form.action.endswith("/correct")]


def test_the_start_page_tells_what_counts(member: Member, receipt: Page) -> None:
    check = correct(member, receipt)
    begun = member.open("/traders/")
    assert f"Correction de : {reference_of(receipt)}" in begun.words
    corrected = member.send(check.form("submit_key"))
    after = member.open("/traders/").words
    assert "Corrigée" in after
    assert f"Remplacée par : {reference_of(corrected)}" in after


def test_a_contribution_is_withdrawn_once_confirmed(member: Member, kit: ConsultKit, receipt: Page) -> None:
    asked = member.open(receipt.links["Retirer ma contribution"])
    assert asked.title.startswith("Retirer cette contribution")
    assert kit.corrections.retractions("traders", member.respondent) == {}
    after = member.send(the_form(asked, "/withdraw"))
    assert after.address == receipt.address
    assert "Vous avez retiré cette contribution" in after.words
    assert "Au pain doré" in after.words
    assert "Retirée" in member.open("/traders/").words
    assert member.open(asked.address).address == receipt.address


def test_nothing_is_offered_once_the_consultation_is_closed(
    member: Member, clock: FixedClock, receipt: Page
) -> None:
    clock.set(AFTER)
    member.sign_in()
    later = member.open(receipt.address)
    assert "Retirer ma contribution" not in later.links
    assert not [form for form in later.forms if form.action.endswith("/correct")]
    asked = f"{receipt.address}/withdraw"
    assert member.open(asked).address == receipt.address


def test_what_is_no_longer_there_to_change_says_so(member: Member, receipt: Page) -> None:
    form = the_form(receipt, "/correct")
    member.send(the_form(member.open(receipt.links["Retirer ma contribution"]), "/withdraw"))
    answer = member.client.post(form.action, data=dict(form.filled({})))
    assert answer.status_code == 400
    assert "déjà été corrigée ou retirée" in answer.text


def test_a_manager_asks_and_the_respondent_answers_after_the_closing(
    member: Member, app: Flask, kit: ConsultKit, clock: FixedClock, receipt: Page
) -> None:
    clock.set(AFTER)
    page = f"/desk/traders/contributions/{reference_of(receipt)}"
    manager = official(app, kit, Role.MANAGER)
    refused = manager.send(the_form(manager.open(page), "/ask"), {"text": " ", "days": "8"})
    assert (refused.status, "Rien n’est demandé" in refused.words) == (422, True)
    words = {"text": "Envoyez <b>le bail</b>.", "days": "8"}
    asked = manager.send(the_form(refused, "/ask"), words)
    assert "Envoyez <b>le bail</b>." in asked.words
    member.sign_in()
    start = member.open("/traders/")
    again = member.open(start.links["Répondre à la demande"])
    assert "Envoyez <b>le bail</b>." in again.words
    check = correct(member, again)
    assert "Envoyez <b>le bail</b>." in check.words
    answered = member.send(check.form("submit_key"))
    assert "Votre contribution a bien été reçue" in answered.words
    assert "Répondre à la demande" not in member.open("/traders/").links
    seen = manager.open(f"/desk/traders/contributions/{reference_of(answered)}")
    assert "Chez Léa" in seen.words


def test_a_reader_asks_nothing(app: Flask, kit: ConsultKit, receipt: Page) -> None:
    reader = official(app, kit, Role.READER)
    page = reader.open(f"/desk/traders/contributions/{reference_of(receipt)}")
    assert not [form for form in page.forms if form.action.endswith("/ask")]


def official(app: Flask, kit: ConsultKit, role: Role) -> Visitor:
    kit.accounts.add_official("desk@mairie.example", "traders", role, language="fr")
    return signed_in(app, kit, kit.accounts.choose_password(newest_token(kit), PASSWORD))
