"""Groups, what is worked out, and the end of the road, on the pages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from consultkit import ConsultKit, Settings, create_app
from consultkit.testing import FixedClock

from .conftest import CONSULTATION, OPEN, Member
from .test_markup_pages import assert_well_made

PAGES = """\
pages:
  - id: you
    title: Vous
    questions:
      - {id: consumer, type: yes_no, label: Êtes-vous consommateur ?}
      - id: wall
        type: information_wall
        label: Un autre service vous répond
        text: Écrivez à SignalConso.
        link: {label: Y aller, url: "https://signal.conso.gouv.fr/"}
        show_if: {consumer: true}
      - id: losses
        type: group
        label: Vos pertes
        hint: En euros
        questions:
          - {id: fees, type: money, label: Frais}
          - {id: fines, type: money, label: Pénalités}
      - {id: costs, type: computed, label: Au total, sum: [fees, fines], unit: €}
"""


@pytest.fixture
def kit(database_url: str, tmp_path: Path) -> Iterator[ConsultKit]:
    file = tmp_path / "traders.yaml"
    file.write_text(CONSULTATION.partition("pages:\n")[0] + PAGES)
    settings = Settings(database_url=database_url, key_file=tmp_path / "keys")
    kit = ConsultKit([file], settings=settings, clock=FixedClock(OPEN))
    yield kit
    kit.close()


@pytest.fixture
def app(kit: ConsultKit) -> Flask:
    return create_app(kit)


def test_a_group_heads_its_questions_here_and_where_they_are_read_again(member: Member) -> None:
    page = member.begin()
    assert_well_made(page)
    assert page.words.index("Vos pertes") < page.words.index("En euros") < page.words.index("Pénalités")
    check = member.send(page.form("fees"), {"consumer": "no", "fees": "1,50", "fines": "2"})
    assert check.title.startswith("Vérifiez")
    assert check.words.count("Vos pertes") == 2
    assert "Au total3,50 €" in check.words
    assert_well_made(check)


def test_what_is_worked_out_is_shown_on_its_page_and_sent(member: Member, kit: ConsultKit) -> None:
    page = member.begin()
    check = member.send(page.form("fees"), {"consumer": "no", "fees": "1,50", "fines": "2"})
    assert "3,50 €" in member.open(page.address).words
    receipt = member.send(check.form("submit_key"))
    [sent] = kit.intake.receipts("traders", member.respondent)
    assert kit.intake.submission(sent.reference, member.respondent).answers["costs"] == "3.50"
    assert "3,50 €" in receipt.words


def test_a_wall_says_where_to_go_and_lets_one_change_the_answer(member: Member, kit: ConsultKit) -> None:
    page = member.begin()
    wall = member.send(page.form("fees"), {"consumer": "yes"})
    assert "Un autre service vous répond" in wall.words
    assert wall.links["Y aller"] == "https://signal.conso.gouv.fr/"
    assert "Vos pertes" not in wall.words
    assert_well_made(wall)
    again = member.send(wall.form("consumer"))
    assert (again.status, "Vérifiez" in again.title) == (422, False)
    check = member.open(page.address.replace("/you", "/check"))
    assert "submit_key" not in check.html
    on = member.send(again.form("consumer"), {"consumer": "no"})
    assert "Vos pertes" in on.words
