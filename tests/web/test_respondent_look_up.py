"""What a register tells is shown with its name, before one goes on, and is the person's to correct."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from flask import Flask

from consultkit import ConsultKit, LookedUp, PluginSettings, ServiceError, Settings, create_app, hookimpl
from consultkit.records import Official, Role
from consultkit.testing import FixedClock

from .conftest import OPEN, Member, Page

FILE = """
consultation: shops
title: Les boutiques
window: {opens: 2018-10-31 08:00, closes: 2018-11-30, timezone: Europe/Paris}
respondent: {sign_in: [account]}
privacy: {controller: La mairie, basis: public_task, purpose: Écouter, dpo: a@mairie.example, keep: 6 months}
pages:
  - id: shop
    title: La boutique
    questions:
      - {id: number, type: text, label: Numéro}
      - {id: name, type: text, label: Enseigne, max_length: 20}
  - id: street
    title: La rue
    questions:
      - {id: street, type: text, label: Rue}
plugins: {shops: {}}
"""


class ShopSettings(PluginSettings):
    def looks_up(self):
        return {"number": frozenset({"name", "street"})}


class Shops:
    """Knows shop 1; does not answer about shop 9."""

    @hookimpl
    def register_settings(self):
        return ShopSettings

    @hookimpl
    def look_up(self, value):
        if value == "9":
            raise ServiceError("Down.")
        known = {"name": ["Au phare"], "street": ["Rue du Port"]}
        return LookedUp("Registre", known) if value == "1" else None


@pytest.fixture
def kit(database_url: str, tmp_path: Path) -> Iterator[ConsultKit]:
    file = tmp_path / "shops.yaml"
    file.write_text(FILE)
    settings = Settings(database_url=database_url, key_file=tmp_path / "keys")
    kit = ConsultKit([file], settings=settings, plugins={"shops": Shops()}, clock=FixedClock(OPEN))
    yield kit
    kit.close()


@pytest.fixture
def app(kit: ConsultKit) -> Flask:
    return create_app(kit)


def type_in(member: Member, number: str, name: str = "") -> Page:
    page = member.open("/shops/begin")
    return member.send(page.form("number"), {"number": number, "name": name})


def test_what_was_filled_in_is_seen_before_one_goes_on(member: Member) -> None:
    page = type_in(member, "1")
    assert page.status == 200
    assert page.title.startswith("La boutique")
    assert "Des réponses ont été remplies pour vous" in page.words
    assert page.with_id("question-name")["value"] == "Au phare"
    assert "Registre" in page.words
    following = member.send(page.form("number"))
    assert following.title.startswith("La rue")
    assert following.with_id("question-street")["value"] == "Rue du Port"


def test_a_corrected_answer_is_the_persons_own(member: Member) -> None:
    page = type_in(member, "1")
    following = member.send(page.form("number"), {"name": "Au grand phare"})
    back = member.open(following.links["Étape précédente"])
    assert back.with_id("question-name")["value"] == "Au grand phare"
    assert "Registre" not in back.words


def test_what_was_typed_and_refused_is_not_replaced(member: Member) -> None:
    page = type_in(member, "1", "une enseigne bien trop longue")
    assert page.status == 422
    assert page.with_id("question-name")["value"] == "une enseigne bien trop longue"


@pytest.mark.parametrize(
    ("number", "notice"),
    [("2", "Rien n’a été trouvé à remplir pour vous"), ("9", "Rien n’a pu être rempli pour vous")],
)
def test_nothing_found_and_no_answer_are_said_and_one_goes_on(member: Member, number, notice) -> None:
    page = type_in(member, number, "Chez moi")
    assert page.title.startswith("La rue")
    assert notice in page.words
    assert page.with_id("question-street")["value"] == ""
    check = member.send(page.form("street"), {"street": "Rue Haute"})
    receipt = member.send(check.form("submit_key"))
    assert receipt.status == 200


def test_what_was_told_is_noted_of_the_contribution_too(member: Member, kit: ConsultKit) -> None:
    page = type_in(member, "1")
    street = member.send(page.form("number"))
    [draft] = kit.intake.drafts("shops", member.respondent)
    check = member.send(street.form("street"))
    member.send(check.form("submit_key"))
    assert kit.intake.drafts("shops", member.respondent) == ()
    assert set(kit.look_ups.told(draft)) == {"name", "street"}


def test_who_checks_sees_which_answers_nobody_typed(member: Member) -> None:
    street = member.send(type_in(member, "1").form("number"), {"name": "Au grand phare"})
    check = member.send(street.form("street"))
    assert check.title.startswith("Vérifiez")
    assert "Rue du Port (transmis par Registre)" in check.words
    assert check.words.count("transmis par") == 1


def test_officials_see_which_answers_nobody_typed(member: Member, kit: ConsultKit) -> None:
    street = member.send(type_in(member, "1").form("number"), {"name": "Au grand phare"})
    member.send(member.send(street.form("street")).form("submit_key"))
    [receipt] = kit.intake.receipts("shops", member.respondent)
    official = Official(uuid4(), "agent@mairie.example", "shops", Role.READER)
    assert set(kit.desk.contribution(official, receipt.reference).told) == {"street"}


def test_nothing_stays_noted_of_a_draft_that_is_thrown_away(member: Member, kit: ConsultKit) -> None:
    type_in(member, "1")
    [draft] = kit.intake.drafts("shops", member.respondent)
    assert kit.look_ups.told(draft)
    kit.intake.discard(draft.id, member.respondent)
    assert kit.look_ups.told(draft) == {}
