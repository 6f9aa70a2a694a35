"""Options that ask for words, as a browser without JavaScript posts them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from consultkit import ConsultKit, Settings, create_app
from consultkit.testing import FixedClock

from .conftest import OPEN, Member, Page

FILE = Path(__file__).parents[1] / "consultations" / "specified.yaml"
FLOWERS = {"kind": "other", "kind.other.text": "Des fleurs"}
RAIN = {"troubles.other": "other", "troubles.other.text": "La pluie"}


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
    return member.open("/specified/begin")


def answer(member: Member, answers: dict[str, str]) -> Page:
    return member.send(begin(member).form("kind"), answers)


def test_the_field_is_labelled_and_always_there(member: Member) -> None:
    page = begin(member)
    assert "Précisez" in page.words
    assert "Laquelle ?" in page.words
    field = next(given for _tag, given in page.elements if given.get("name") == "kind.other.text")
    assert any(given.get("for") == field["id"] for tag, given in page.elements if tag == "label")
    assert "hidden" not in field


def test_words_are_kept_and_shown_again(member: Member, kit: ConsultKit) -> None:
    page = answer(member, {**FLOWERS, **RAIN})
    assert page.title.startswith("Encore")
    assert "Pourquoi cet autre" in page.words
    [draft] = kit.intake.drafts("specified", member.respondent)
    assert draft.answers == {
        "kind": {"code": "other", "text": "Des fleurs"},
        "troubles": {"codes": ["other"], "texts": {"other": "La pluie"}},
    }
    again = member.open(page.links["Étape précédente"])
    held = {
        given["name"]: given.get("value")
        for tag, given in again.elements
        if tag == "input" and "name" in given
    }
    assert held["kind.other.text"] == "Des fleurs"
    assert held["troubles.other.text"] == "La pluie"
    checked = {given["value"] for _tag, given in again.elements if "checked" in given}
    assert checked == {"other"}


def test_missing_words_are_asked_for_and_nothing_is_lost(member: Member) -> None:
    again = answer(member, {"kind": "other", **RAIN})
    assert again.status == 422
    assert "Précisez laquelle, dans le champ sous la réponse que vous avez choisie." in again.words
    assert {given["name"] for _tag, given in again.elements if "checked" in given} == {
        "kind",
        "troubles.other",
    }


def test_a_word_that_is_an_option_ticks_nothing(member: Member) -> None:
    again = answer(member, {"kind.other.text": "food", "troubles.other.text": "none"})
    assert again.status == 422
    assert not [given for _tag, given in again.elements if "checked" in given]


def test_what_stands_alone_is_not_taken_with_another(member: Member) -> None:
    again = answer(member, {**FLOWERS, "troubles.delisting": "delisting", "troubles.none": "none"})
    assert again.status == 422
    assert "Décochez soit la réponse qui exclut les autres, soit toutes les autres." in again.words


def test_the_words_are_sealed_and_the_codes_lie_open(
    member: Member, kit: ConsultKit, database_url: str
) -> None:
    answer(member, {**FLOWERS, **RAIN})
    engine = sa.create_engine(database_url)
    with engine.connect() as connection:
        [stored] = connection.execute(sa.text("SELECT open_answers FROM drafts")).scalars()
    engine.dispose()
    assert "other" in str(stored)
    assert "fleurs" not in str(stored)
    assert "pluie" not in str(stored)
