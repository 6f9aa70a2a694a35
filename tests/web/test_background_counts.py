"""What is too much for a page is counted by the worker, for who asked, and shown on the page."""

from __future__ import annotations

import pytest
from flask import Flask

from consultkit import ConsultKit, Role
from consultkit.operations import results, texts
from consultkit.web.desk import results as page_of_results

from .conftest import Member, Visitor
from .test_desk_study import app, at_desk, kit

__all__ = ["app", "kit"]
SUMMARY = "/desk/traders/summary?q.trouble=noise"
TEXTS = "/desk/traders/texts?question=story"
AS_OF = "Tout ce qui était arrivé le"
COUNTED = "3 réponses"


@pytest.fixture
def ada(app: Flask, kit: ConsultKit) -> Visitor:
    return at_desk(app, kit, "ada", Role.READER)


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch, member: Member) -> None:
    """A page opens two contributions at most, and there are three."""
    for _ in range(3):
        words = member.send(member.to_street().form("trouble"), {"trouble": "noise"})
        check = member.send(words.form("sure"), {"sure": "yes", "story": "Du bruit toute la nuit."})
        member.send(check.form("submit_key"))
    for module in (results, texts, page_of_results):
        monkeypatch.setattr(module, "MOST_OPENED", 2)


@pytest.mark.parametrize("address", [SUMMARY, TEXTS])
def test_it_is_asked_for_followed_and_shown(ada: Visitor, kit: ConsultKit, address: str) -> None:
    before = ada.open(address)
    assert AS_OF not in before.words
    waiting = ada.send(before.form("query"))
    assert waiting.address == address.partition("?")[0]
    assert "Voir où il en est" in waiting.links
    assert kit.exports.make_next()
    shown = ada.open(address)
    assert AS_OF in shown.words


def test_a_summary_counts_what_is_protected_under_the_filter(ada: Visitor, kit: ConsultKit) -> None:
    ada.send(ada.open(SUMMARY).form("query"))
    assert kit.exports.make_next()
    assert ada.open(SUMMARY).words.count(COUNTED) >= 3
    assert AS_OF not in ada.open("/desk/traders/summary?q.trouble=works").words, "That was not asked for."


def test_both_numbers_of_the_texts_are_there(ada: Visitor, kit: ConsultKit) -> None:
    assert "ont écrit" not in ada.open(TEXTS).words
    ada.send(ada.open(TEXTS).form("query"))
    assert kit.exports.make_next()
    assert "3 répondants ont écrit" in ada.open(TEXTS).words


def test_it_is_nobody_elses(ada: Visitor, app: Flask, kit: ConsultKit) -> None:
    ada.send(ada.open(SUMMARY).form("query"))
    assert kit.exports.make_next()
    assert AS_OF not in at_desk(app, kit, "lou", Role.MANAGER).open(SUMMARY).words


def test_an_unknown_question_is_not_there(ada: Visitor) -> None:
    form = ada.open(TEXTS).form("query")
    assert ada.send(form, {"question": "shop"}).status == 404
