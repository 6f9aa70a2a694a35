"""The start page before, during and after; what it says, and the visitor's own contributions."""

from __future__ import annotations

from datetime import UTC, datetime

from consultkit import ConsultKit
from consultkit.testing import FixedClock

from .conftest import Member, Visitor

BEFORE = datetime(2018, 10, 30, 12, tzinfo=UTC)
AFTER = datetime(2018, 11, 30, 23, tzinfo=UTC)


def test_the_root_leads_to_the_only_consultation(visitor: Visitor) -> None:
    assert visitor.client.get("/").headers["Location"] == "/traders/"


def test_it_says_who_asks_what_for_until_when_and_how_long_it_takes(visitor: Visitor) -> None:
    page = visitor.open("/traders/")
    assert page.status == 200
    for said in (
        "La mairie",
        "Dites-nous ce qui change.",
        "vendredi 30 novembre 2018",
        "heure de Paris",
        "5 minutes",
        "votre bail",
        "Votre voisin ne saura pas que vous avez répondu.",
        "Ceci est un essai.",
        "Responsable du traitement",
    ):
        assert said in page.words


def test_it_leads_to_the_sign_in_and_from_there_to_the_questions(visitor: Visitor) -> None:
    start = visitor.open("/traders/").links["Commencer"]
    page = visitor.open(start)
    assert page.address == "/traders/sign-in"


def test_the_whole_privacy_notice_is_one_link_away(visitor: Visitor) -> None:
    page = visitor.open(visitor.open("/traders/").links["Lire toute la notice sur les données personnelles"])
    for said in (
        "La mairie",
        "intérêt public",
        "Étudier la rue.",
        "les agents",
        "6 mois",
        "dpo@mairie.example",
        "CNIL",
    ):
        assert said in page.words


def test_before_opening_nobody_can_begin(visitor: Visitor, clock: FixedClock) -> None:
    clock.set(BEFORE)
    page = visitor.open("/traders/")
    assert "Cette consultation n’est pas encore ouverte" in page.words
    assert "mercredi 31 octobre 2018" in page.words
    assert "Commencer" not in page.links


def test_after_closing_it_says_so_and_whom_to_write_to(visitor: Visitor, clock: FixedClock) -> None:
    clock.set(AFTER)
    page = visitor.open("/traders/")
    assert "Cette consultation est close" in page.words
    assert "rue@mairie.example" in page.words
    assert "Commencer" not in page.links


def test_while_suspended_nobody_can_begin(visitor: Visitor, kit: ConsultKit) -> None:
    kit.windows.suspend("traders", by="manager@mairie.example", reason="A fault in a question.")
    page = visitor.open("/traders/")
    assert "Cette consultation est suspendue" in page.words
    assert "Commencer" not in page.links


def test_a_signed_in_respondent_resumes_or_deletes_a_draft(member: Member) -> None:
    member.begin()
    start = member.open("/traders/")
    assert "Mes contributions" in start.words
    assert member.open(start.links["Reprendre"]).address.endswith("/you")
    asked = member.open(start.links["Supprimer ce brouillon"])
    after = member.send(next(form for form in asked.forms if "sign-out" not in form.action))
    assert "Mes contributions" not in after.words


def test_a_draft_of_before_closing_can_be_deleted_after_it(member: Member, clock: FixedClock) -> None:
    member.begin()
    clock.set(AFTER)
    member.sign_in()
    start = member.open("/traders/")
    assert "Reprendre" not in start.links
    assert member.open(start.links["Supprimer ce brouillon"]).status == 200


def test_the_rehearsal_is_told_on_every_page(rehearsing: Visitor) -> None:
    for address in ("/traders/", "/traders/privacy", "/legal/notice", "/nowhere/at/all"):
        assert (
            "Ce site fonctionne comme si nous étions le jeudi 15 novembre 2018"
            in rehearsing.open(address).words
        )


def test_a_real_deployment_speaks_of_no_rehearsal(visitor: Visitor) -> None:
    assert "Répétition" not in visitor.open("/traders/").words


def test_several_contributions_are_begun_side_by_side_and_told_apart(member: Member) -> None:
    member.to_street()
    start = member.open("/traders/")
    assert "Vous en êtes à : La rue" in start.words
    assert "Sans envoi, il est supprimé : mardi 1er janvier 2019" in start.words
    another = next(form for form in start.forms if form.action == "/traders/begin")
    assert member.send(another).title.startswith("Vous – Étape 1")
    start = member.open("/traders/")
    assert start.words.count("Dernier enregistrement") == 2
    assert "Vous en êtes à : Vous" in start.words


def test_ten_drafts_are_as_many_as_are_kept(member: Member, kit: ConsultKit) -> None:
    member.begin()
    another = next(form for form in member.open("/traders/").forms if form.action == "/traders/begin")
    pages = [member.send(another) for _ in range(10)]
    assert [page.status for page in pages] == [200] * 9 + [400]
    assert "Envoyez-en un, ou supprimez-le" in pages[-1].words
    assert len(kit.intake.drafts("traders", member.respondent)) == 10
