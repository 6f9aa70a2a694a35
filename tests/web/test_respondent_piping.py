"""Earlier answers in later texts, on every page that shows them, whatever was answered."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from consultkit import ConsultKit, Settings, create_app
from consultkit.testing import FixedClock

from .conftest import CONSULTATION, OPEN, Member
from .test_markup_pages import assert_well_made

HOSTILE = '<script>alert(1)</script> {email} {{7*7}} & "x"'


@pytest.fixture
def kit(database_url: str, tmp_path: Path) -> Iterator[ConsultKit]:
    asks, title = '"Que se passe-t-il devant {shop} ?"', '"La rue de {shop}"'
    text = CONSULTATION.replace("fr: Que se passe-t-il ?", f"fr: {asks}")
    text = text.replace("title: {fr: La rue,", f"title: {{fr: {title},")
    (tmp_path / "traders.yaml").write_text(text)
    settings = Settings(database_url=database_url, key_file=tmp_path / "keys")
    kit = ConsultKit([tmp_path / "traders.yaml"], settings=settings, clock=FixedClock(OPEN))
    yield kit
    kit.close()


@pytest.fixture
def app(kit: ConsultKit) -> Flask:
    return create_app(kit)


def test_it_is_read_on_every_page_and_only_as_text(member: Member) -> None:
    first = member.begin()
    assert "Étape suivante : La rue de …" in first.words
    street = member.send(first.form("shop"), {"shop": HOSTILE})
    assert f"Que se passe-t-il devant {HOSTILE} ?" in street.words.replace("\u00a0", " ")
    assert "<script>alert" not in street.html
    assert_well_made(street)
    assert f"Vous en êtes à : La rue de {HOSTILE}" in member.open("/traders/").words.replace("\u00a0", " ")
    words = member.send(street.form("trouble"), {"trouble": "noise"})
    check = member.send(words.form("sure"), {"sure": "yes"})
    receipt = member.send(check.form("submit_key"))
    for page in (check, receipt):
        assert f"La rue de {HOSTILE}" in page.words
        assert "<script>alert" not in page.html
