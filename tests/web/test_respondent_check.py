"""Checked, sent once, and acknowledged."""

from __future__ import annotations

import hashlib
import json
import re
from datetime import UTC, datetime, timedelta

from consultkit import ConsultKit
from consultkit.testing import FixedClock

from .conftest import Member

LAST_INSTANT = datetime(2018, 11, 30, 22, 59, 59, 999_000, tzinfo=UTC)


def test_every_answer_on_the_road_is_read_again_with_a_way_to_change_it(member: Member) -> None:
    page = member.to_check()
    assert page.title.startswith("Vérifiez vos réponses")
    for said in ("Nom du commerce", "Au pain doré", "Du bruit", "Sans réponse", "Je certifie"):
        assert said in page.words
    assert "Quoi donc" not in page.words
    changed = member.open(page.links["Modifier « La rue »"])
    assert changed.title.startswith("La rue")


def test_what_is_missing_is_named_and_nothing_can_be_sent(member: Member) -> None:
    page = member.begin()
    check = member.open(page.address.replace("/you", "/check"))
    assert "Il manque encore des réponses" in check.words
    assert check.links["Nom du commerce"].endswith("/you#question-shop")
    assert all(not form.action.endswith("/submit") for form in check.forms)


def test_sending_leads_to_a_receipt(member: Member, kit: ConsultKit) -> None:
    receipt = member.send(member.to_check().form("submit_key"))
    assert "Votre contribution a bien été reçue" in receipt.words
    # The seconds depend on how long the request waited.
    instant = r"jeudi 15 novembre 2018, (10 h|9 h 59), heure de Paris \((10:00|09:59):\d\d, UTC\+01:00\)"
    assert re.search(instant, receipt.words)
    [kept] = kit.intake.receipts("traders", member.respondent)
    assert kept.reference in receipt.words
    assert kept.answers_sha256 in receipt.words
    assert "Au pain doré" in receipt.words


def test_the_fingerprint_is_that_of_the_file_offered(member: Member, kit: ConsultKit) -> None:
    receipt = member.send(member.to_check().form("submit_key"))
    [kept] = kit.intake.receipts("traders", member.respondent)
    sent = member.client.get(
        receipt.links["Télécharger les réponses à partir desquelles elle est calculée (fichier JSON)"]
    )
    assert hashlib.sha256(sent.data).hexdigest() == kept.answers_sha256
    assert json.loads(sent.data)["shop"] == "Au pain doré"


def test_sending_twice_leads_to_the_same_receipt(member: Member, kit: ConsultKit) -> None:
    form = member.to_check().form("submit_key")
    first, second = member.send(form), member.send(form)
    assert first.address == second.address
    assert len(kit.intake.receipts("traders", member.respondent)) == 1


def test_going_back_after_sending_leads_to_the_receipt(member: Member) -> None:
    check = member.to_check()
    receipt = member.send(check.form("submit_key"))
    assert member.open(check.address).address == receipt.address


def test_sending_is_answered_with_see_other(member: Member) -> None:
    assert member.post(member.to_check().form("submit_key"), {}).status_code == 303


def test_what_changed_after_the_check_is_shown_before_it_is_sent(member: Member, kit: ConsultKit) -> None:
    check = member.to_check()
    first = member.open(check.links["Modifier « Vous »"])
    member.send(first.form("shop"), {"shop": "Boulangerie du port"})
    refused = member.send(check.form("submit_key"))
    assert refused.status == 422
    assert "Vos réponses ont changé depuis que vous les avez vérifiées" in refused.words
    assert "Boulangerie du port" in refused.words
    assert not kit.intake.receipts("traders", member.respondent)
    assert "bien été reçue" in member.send(refused.form("submit_key")).words


def test_the_window_is_judged_when_it_is_sent(member: Member, kit: ConsultKit, clock: FixedClock) -> None:
    form = member.to_check().form("submit_key")
    clock.set(LAST_INSTANT + timedelta(minutes=10))
    member.sign_in()
    refused = member.send(member.fresh(form))
    assert refused.status == 403
    assert not kit.intake.receipts("traders", member.respondent)
    clock.set(LAST_INSTANT)
    assert "bien été reçue" in member.send(member.fresh(form)).words


def test_a_receipt_is_its_owner_s_alone(member: Member, stranger: Member) -> None:
    receipt = member.send(member.to_check().form("submit_key"))
    assert stranger.open(receipt.address).status == 404
    assert stranger.open(receipt.address + "/answers.json").status == 404
    assert stranger.open("/traders/receipt/NOTHING").words == stranger.open(receipt.address).words


def test_a_mangled_key_or_another_digest_sends_nothing(member: Member, kit: ConsultKit) -> None:
    form = member.to_check().form("submit_key")
    for forged in (
        {"answers_sha256": "0" * 64},
        {"submit_key": "a\0b"},
        {"submit_key": ""},
    ):
        assert member.send(form, forged).status == 422
    assert not kit.intake.receipts("traders", member.respondent)


def test_opening_the_address_of_sending_only_leads_back_to_the_check(member: Member) -> None:
    check = member.to_check()
    assert member.open(check.form("submit_key").action).address == check.address


def test_after_sending_the_start_page_lists_the_receipt_and_takes_another(member: Member) -> None:
    receipt = member.send(member.to_check().form("submit_key"))
    start = member.open("/traders/")
    assert receipt.address.rsplit("/", 1)[1] in start.words
    another = member.open(start.links["Commencer une autre contribution"])
    assert another.with_id("question-shop")["value"] == ""
