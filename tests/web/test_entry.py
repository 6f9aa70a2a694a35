"""What came on paper: entered on the pages of the respondent, checked by a second official."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from consultkit import ConsultKit, Role

from .conftest import Member, Page, Visitor
from .test_desk_study import at_desk
from .test_guarded_desk import sent

ENTRY = "/desk/traders/entry"


@pytest.fixture
def ada(app: Flask, kit: ConsultKit) -> Visitor:
    return at_desk(app, kit, "ada", Role.CASEWORKER)


@pytest.fixture
def bob(app: Flask, kit: ConsultKit) -> Visitor:
    return at_desk(app, kit, "bob", Role.CASEWORKER)


def enter(official: Visitor) -> Page:
    """A whole contribution; its receipt."""
    first = official.send(official.open(ENTRY).form("channel"), {"channel": "paper"})
    street = official.send(first.form("shop"), {"shop": "Au pain doré"})
    words = official.send(street.form("trouble"), {"trouble": "noise"})
    check = official.send(words.form("sure"), {"sure": "yes"})
    return official.send(check.form("submit_key"))


def reference_of(receipt: Page) -> str:
    return receipt.address.rsplit("/", 1)[-1]


def test_what_came_on_paper_is_entered_checked_and_told_so(ada: Visitor, bob: Visitor) -> None:
    receipt = enter(ada)
    assert "bien été reçue" in receipt.words
    assert "Vous saisissez la contribution de quelqu’un" in receipt.words
    reference = reference_of(receipt)
    back = ada.send(next(form for form in receipt.forms if form.action.endswith("/entry/stop")))
    assert "Vous saisissez" not in back.words
    page = ada.open(f"/desk/traders/contributions/{reference}")
    assert "Sur papier" in page.words
    assert "Saisie par : ada@mairie.example" in page.words.replace("\xa0", " ")
    own = ada.send(next(form for form in page.forms if form.action.endswith("/check-entry")))
    assert own.status == 422
    assert "Demandez à un collègue" in own.words
    theirs = bob.open(f"/desk/traders/contributions/{reference}")
    done = bob.send(next(form for form in theirs.forms if form.action.endswith("/check-entry")))
    assert "Vérifiée par : bob@mairie.example" in done.words.replace("\xa0", " ")


def test_what_people_send_themselves_says_nothing_of_it(member: Member, ada: Visitor) -> None:
    assert "Saisie par" not in ada.open(f"/desk/traders/contributions/{sent(member)}").words


def test_each_is_somebody_elses(ada: Visitor) -> None:
    first = reference_of(enter(ada))
    second = enter(ada)
    assert ada.open(f"/traders/receipt/{reference_of(second)}").status == 200
    assert ada.open(f"/traders/receipt/{first}").status == 404, "the second one is somebody else"


def test_who_goes_back_to_the_desk_is_nobody_there_any_more(ada: Visitor) -> None:
    receipt = enter(ada)
    ada.send(next(form for form in receipt.forms if form.action.endswith("/entry/stop")))
    assert ada.open(receipt.address).status == 404


def test_who_loses_the_office_loses_what_is_being_entered(ada: Visitor, kit: ConsultKit) -> None:
    first = ada.send(ada.open(ENTRY).form("channel"), {"channel": "paper"})
    kit.accounts.add_official("ada@mairie.example", "traders", Role.READER, language="fr")
    assert ada.client.get(first.address).status_code == 404


@pytest.mark.parametrize("channel", ["", "pigeon"])
def test_how_it_came_must_be_said(ada: Visitor, channel: str) -> None:
    page = ada.send(ada.open(ENTRY).form("channel"), {"channel": channel})
    assert page.status == 422
    assert "Dites comment" in page.words


def test_a_reader_enters_nothing(app: Flask, kit: ConsultKit) -> None:
    reader = at_desk(app, kit, "lou", Role.READER)
    assert reader.open(ENTRY).status == 404
    assert not re.search("entry", "".join(reader.open("/desk/traders/contributions").links.values()))
