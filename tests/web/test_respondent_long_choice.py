"""A choice of many options: a native list, which every browser lets one type in to find."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from consultkit import ConsultKit, Settings, create_app
from consultkit.testing import FixedClock

from .conftest import OPEN, Member, Page

FILE = Path(__file__).parents[1] / "consultations" / "long_choice.yaml"


@pytest.fixture
def kit(database_url: str, tmp_path: Path) -> Iterator[ConsultKit]:
    settings = Settings(database_url=database_url, key_file=tmp_path / "keys")
    kit = ConsultKit([FILE], settings=settings, clock=FixedClock(OPEN))
    yield kit
    kit.close()


@pytest.fixture
def app(kit: ConsultKit) -> Flask:
    return create_app(kit)


def tags_named(page: Page, name: str) -> set[str]:
    return {tag for tag, given in page.elements if given.get("name") == name}


def test_more_than_fifteen_options_are_a_list_which_keeps_the_answer(member: Member) -> None:
    page = member.open("/long-choice/begin")
    assert tags_named(page, "letter") == {"select"}
    after = member.send(page.form("hinted"), {"letter": "p"})
    again = member.open(after.links["Étape précédente"])
    assert [given["value"] for tag, given in again.elements if tag == "option" and "selected" in given] == [
        "p"
    ]


def test_what_is_said_beside_an_option_is_never_left_out_for_a_list(member: Member) -> None:
    page = member.open("/long-choice/begin")
    assert tags_named(page, "hinted") == {"input"}
    assert "La première" in page.words


def test_a_letter_that_is_none_of_them_is_refused(member: Member) -> None:
    page = member.open("/long-choice/begin")
    again = member.send(page.form("hinted"), {"letter": "zz"})
    assert again.status == 422
    assert again.with_id("question-letter")["aria-invalid"] == "true"
