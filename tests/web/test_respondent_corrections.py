"""Correcting and withdrawing one's contribution, page by page, without JavaScript."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from consultkit import ConsultKit
from consultkit.testing import FixedClock

from .conftest import Form, Member, Page

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
