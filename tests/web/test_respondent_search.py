"""A list too long to be read, on a page without JavaScript: words, what they find, and what is chosen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from consultkit import ConsultKit, Settings, create_app
from consultkit.testing import FixedClock

from .conftest import OPEN, Form, Member, Page

FILE = """\
consultation: towns
title: Votre commune
languages: [fr, en]
window: {opens: 2018-10-31 08:00, closes: 2018-11-30}
respondent: {sign_in: [account]}
privacy: {controller: La mairie, basis: public_task, purpose: Écouter, dpo: a@mairie.example, keep: 6 months}
pages:
  - id: page
    title: Votre commune
    questions:
      - {id: town, type: commune, label: Votre commune}
      - {id: name, type: text, label: Votre nom}
      - {id: country, type: country, label: Votre pays, required: false}
  - id: rows
    title: Vos boutiques
    questions:
      - id: shops
        type: repeat
        label: Vos boutiques
        row: Boutique
        required: false
        questions: [{id: where, type: commune, label: Sa commune}]
      - {id: streets, type: choices, label: Vos rues, required: false, options: {from: streets.csv}}
"""
STREETS = "id;label\n" + "".join(f"street_{number};Rue {number}\n" for number in range(150))


@pytest.fixture
def kit(database_url: str, tmp_path: Path) -> Iterator[ConsultKit]:
    (tmp_path / "towns.yaml").write_text(FILE)
    (tmp_path / "streets.csv").write_text(STREETS)
    settings = Settings(database_url=database_url, key_file=tmp_path / "keys")
    kit = ConsultKit([tmp_path / "towns.yaml"], settings=settings, clock=FixedClock(OPEN))
    yield kit
    kit.close()


@pytest.fixture
def app(kit: ConsultKit) -> Flask:
    return create_app(kit)


class Seeker(Member):
    def fresh(self, form: Form) -> Form:
        return form

    def look(self, page: Page, question: str, typed: str, **more: str) -> Page:
        """Press the button of this question."""
        words = {f"{question}.search": typed, "search": question}
        return self.send(page.form(f"{question}.search"), {**words, **more})


@pytest.fixture
def seeker(app: Flask, kit: ConsultKit) -> Seeker:
    return Seeker(app, kit, "seeker")


def held(page: Page, name: str) -> list[str]:
    """What the radio buttons or the field of this name hold."""
    return [given["value"] for tag, given in page.elements if tag == "input" and given.get("name") == name]


def chosen(page: Page, name: str) -> list[str]:
    inputs = [given for tag, given in page.elements if tag == "input" and given.get("name") == name]
    return [given["value"] for given in inputs if "checked" in given]


def kept(seeker: Seeker) -> dict[str, object]:
    [draft] = seeker.kit.intake.drafts("towns", seeker.respondent)
    return dict(draft.answers)


def test_words_find_answers_to_choose_from_and_lose_nothing(seeker: Seeker) -> None:
    page = seeker.look(seeker.open("/towns/begin"), "town", "saint denis", name="Léa")
    assert page.status == 200
    assert "Les 20 premières des 62 réponses trouvées" in page.words
    assert held(page, "town.search") == ["saint denis"]
    assert held(page, "town")[:2] == ["97411", "93066"]
    assert held(page, "name") == ["Léa"]
    assert chosen(page, "town") == []
    assert kept(seeker) == {"name": "Léa"}
    after = seeker.send(page.form("name"), {"town": "93066"})
    assert after.title.startswith("Vos boutiques")
    assert kept(seeker)["town"] == "93066"


def test_who_comes_back_sees_what_was_chosen(seeker: Seeker) -> None:
    page = seeker.send(seeker.open("/towns/begin").form("name"), {"town.search": "brest", "name": "Léa"})
    again = seeker.open(page.links["Étape précédente"])
    assert held(again, "town.search") == ["Brest (29)"]
    assert chosen(again, "town") == ["29019"]
    assert "Trouvé" in again.words
    other = seeker.send(again.form("name"), {"town.search": "Quimper"})
    assert other.title.startswith("Vos boutiques")
    assert kept(seeker)["town"] == "29232"


def test_words_that_mean_several_come_back_with_an_instruction(seeker: Seeker) -> None:
    page = seeker.send(seeker.open("/towns/begin").form("name"), {"town.search": "quimp", "name": "Léa"})
    assert page.status == 422
    assert page.title.startswith("Erreur")
    assert page.links["Votre commune : Choisissez l’une des réponses trouvées."] == "#question-town"
    assert "29232" in held(page, "town")
    assert held(page, "town.search") == ["quimp"]


def test_words_that_nothing_bears_are_told(seeker: Seeker) -> None:
    looked = seeker.look(seeker.open("/towns/begin"), "town", "Zanzibar")
    assert "Rien ne porte ce nom" in looked.words
    sent = seeker.send(looked.form("name"), {"name": "Léa"})
    assert sent.links["Votre commune : Cherchez autre chose : rien ne porte ce nom."] == "#question-town"
    assert held(sent, "town.search") == ["Zanzibar"]


def test_an_answer_that_need_not_be_given_is_taken_back_by_emptying_the_words(seeker: Seeker) -> None:
    answers = {"town.search": "brest", "name": "Léa", "country.search": "Islande"}
    page = seeker.send(seeker.open("/towns/begin").form("name"), answers)
    assert kept(seeker)["country"] == "IS"
    again = seeker.open(page.links["Étape précédente"])
    seeker.send(again.form("name"), {"country.search": ""})
    assert "country" not in kept(seeker)


def test_a_country_is_found_in_the_language_of_the_page_and_in_the_other(seeker: Seeker) -> None:
    address = seeker.open("/towns/begin?lang=en").address
    for typed in ("Germany", "Allemagne", "de"):
        answers = {"town.search": "brest", "name": "Léa", "country.search": typed}
        seeker.send(seeker.open(address).form("name"), answers)
        assert kept(seeker)["country"] == "DE"
    assert held(seeker.open(address), "country.search") == ["Germany"]


def test_one_looks_in_a_row_of_a_list_too(seeker: Seeker) -> None:
    rows = seeker.send(seeker.open("/towns/begin").form("name"), {"town.search": "brest", "name": "Léa"})
    row = seeker.send(rows.form("row"), press="row")
    looked = seeker.look(row, "where", "saint malo")
    assert looked.status == 200
    assert "35288" in held(looked, "where")
    seeker.send(looked.form("where.search"), {"where": "35288"})
    assert kept(seeker)["shops"] == [{"where": "35288"}]


def test_several_are_ticked_one_search_after_another(seeker: Seeker) -> None:
    page = seeker.send(seeker.open("/towns/begin").form("name"), {"town.search": "brest", "name": "Léa"})
    first = seeker.look(page, "streets", "rue 14")
    assert held(first, "streets.street_14") == ["street_14"]
    assert held(first, "streets.street_141") == ["street_141"]
    assert held(first, "streets.street_2") == []
    second = seeker.look(first, "streets", "rue 2", **{"streets.street_141": "street_141"})
    assert chosen(second, "streets.street_141") == ["street_141"]
    last = seeker.send(second.form("streets.search"), {"streets.street_2": "street_2"})
    assert last.title.startswith("Vérifiez")
    assert kept(seeker)["streets"] == ["street_2", "street_141"]
    again = seeker.open(last.links["Étape précédente"])
    assert chosen(again, "streets.street_2") == ["street_2"]
    assert held(again, "streets.search") == [""]
