"""Questions with several controls, as a browser without JavaScript posts them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from consultkit import ConsultKit, Settings, create_app
from consultkit.testing import FixedClock

from .conftest import OPEN, Member, Page

FILE = Path(__file__).parents[1] / "consultations" / "several_controls.yaml"
ROWS = {"relations.support": "good", "relations.payment": "bad"}
RANKS = {"priorities.price": "", "priorities.rules": "1", "priorities.people": "2"}
HOME = ["1 quai de la Mer", "", "29200", "Brest", "FR"]


@pytest.fixture
def kit(database_url: str, tmp_path: Path) -> Iterator[ConsultKit]:
    settings = Settings(database_url=database_url, key_file=tmp_path / "keys")
    kit = ConsultKit([FILE], settings=settings, clock=FixedClock(OPEN))
    yield kit
    kit.close()


@pytest.fixture
def app(kit: ConsultKit) -> Flask:
    return create_app(kit)


def begin(member: Member) -> Page:
    return member.open("/several-controls/begin")


def view(member: Member, answers: dict[str, str]) -> Page:
    page = begin(member)
    return member.send(page.form("relations.support"), {**ROWS, **RANKS, **answers})


def checked(page: Page) -> set[tuple[str, str]]:
    return {
        (given["name"], given["value"])
        for tag, given in page.elements
        if tag == "input" and "checked" in given
    }


def test_each_radio_is_named_after_its_row_and_its_column(member: Member) -> None:
    page = begin(member)
    radio = next(given for _tag, given in page.elements if given.get("name") == "relations.payment")
    named_by = [page.with_id(one) for one in radio["aria-labelledby"].split()]
    assert len(named_by) == 2
    assert "Vos relations avec la plateforme" in page.words


def test_every_row_is_kept_under_its_own_name(member: Member, kit: ConsultKit) -> None:
    page = view(member, {})
    assert page.title.startswith("Vous")
    [draft] = kit.intake.drafts("several-controls", member.respondent)
    assert draft.answers == {
        "relations": {"support": "good", "payment": "bad"},
        "priorities": ["rules", "people"],
    }
    again = member.open(page.links["Étape précédente"])
    assert checked(again) == {("relations.support", "good"), ("relations.payment", "bad")}
    selected = [given["value"] for tag, given in again.elements if tag == "option" and "selected" in given]
    assert selected == ["1", "2"]


def test_a_line_left_out_is_asked_for_and_the_others_stay_on_the_screen(member: Member) -> None:
    again = view(member, {"relations.payment": ""})
    assert again.status == 422
    assert "Choisissez une réponse à chaque ligne." in again.words
    assert checked(again) == {("relations.support", "good")}
    # The link of the summary lands on the first line that is empty.
    assert "#question-relations" in again.links.values()
    assert again.with_id("question-relations")["name"] == "relations.payment"


def test_a_rank_given_twice_is_said_and_shown_again(member: Member) -> None:
    again = view(member, {"priorities.people": "1"})
    assert again.status == 422
    assert "Donnez le rang 1 à une seule réponse." in again.words


def test_an_address_and_a_signature_are_sent_and_read_again(member: Member) -> None:
    page = view(member, {})
    check = member.send(page.form("home"), {"home": HOME, "truth": ["Élise Kœnig", "yes"]})
    assert "1 quai de la Mer\n29200 Brest" in check.text
    assert "Élise Kœnig" in check.words
    assert "Le service d'assistance – Bonnes" in check.words
    receipt = member.send(check.form("submit_key"))
    assert receipt.status == 200


def test_a_signature_without_the_tick_is_no_signature(member: Member) -> None:
    page = view(member, {})
    again = member.send(page.form("home"), {"home": HOME, "truth": ["Élise Kœnig"]})
    assert again.status == 422
    assert "Cochez aussi la case" in again.words
    assert again.with_id("question-truth")["value"] == "Élise Kœnig"


def test_two_tabs_are_compared_in_words(member: Member) -> None:
    page = begin(member)
    other = begin(member)
    member.send(other.form("relations.support"), {**ROWS, **RANKS})
    both = member.send(page.form("relations.support"), {**ROWS, **RANKS, "relations.support": "fair"})
    assert both.status == 409
    assert "Le service d'assistance – Moyennes" in both.words
    assert "1. Des règles stables" in both.words
    kept = member.send(both.form("relations.support"))
    assert kept.title.startswith("Vous")
    again = member.open(kept.links["Étape précédente"])
    assert ("relations.support", "fair") in checked(again)
