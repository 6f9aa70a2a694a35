"""What everybody reads: drafted, looked at, published, corrected by notes, and nobody singled out."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask

from consultkit import ConsultKit, Role
from consultkit.testing import FixedClock

from .conftest import Member, Visitor
from .test_desk_study import at_desk
from .test_guarded_desk import sent

DRAFT = "/desk/traders/publication"
OUTCOME = "/traders/outcome"
SAID = "Le bruit vient des livraisons."


@pytest.fixture
def manager(app: Flask, kit: ConsultKit) -> Visitor:
    return at_desk(app, kit, "max", Role.MANAGER)


def publish(manager: Visitor, **more: str | list[str]) -> None:
    form = manager.open(DRAFT).form("said.fr")
    draft = {"said.fr": SAID, "question": ["trouble"], "at_least": "3", **more}
    preview = manager.send(form, draft, press="preview")
    assert SAID in preview.words
    manager.send(next(one for one in preview.forms if one.action.endswith("/publish")))


def test_nothing_is_read_before_it_is_published(visitor: Visitor, manager: Visitor) -> None:
    form = manager.open(DRAFT).form("said.fr")
    manager.send(form, {"said.fr": SAID, "at_least": "3"})
    assert visitor.open(OUTCOME).status == 404
    assert "Les suites de la" not in visitor.open("/traders/").words
    assert SAID in manager.open(DRAFT).html


def test_what_is_published_is_read_by_everybody_with_its_date(
    member: Member, visitor: Visitor, manager: Visitor
) -> None:
    for _ in range(4):
        sent(member)
    publish(manager)
    page = visitor.open(OUTCOME)
    assert SAID in page.words
    assert "4 contributions" in page.words
    assert re.search(r"Du bruit ?4 ?100 ?%", page.words.replace("\xa0", " "))
    assert "15 novembre 2018" in page.words
    assert OUTCOME in visitor.open("/traders/").links.values()
    assert OUTCOME in visitor.open("/legal/sitemap").links.values()


def test_few_are_never_told(member: Member, visitor: Visitor, manager: Visitor) -> None:
    sent(member)
    sent(member)
    publish(manager)
    page = visitor.open(OUTCOME)
    assert "trop peu pour être dit" in page.words
    assert "2 contributions" not in page.words
    assert "Du bruit 2" not in page.words


def test_one_more_does_not_show_between_two_publications(
    member: Member, visitor: Visitor, manager: Visitor
) -> None:
    for _ in range(4):
        sent(member)
    publish(manager)
    sent(member)
    publish(manager)
    assert "4 contributions" in visitor.open(OUTCOME).words
    sent(member)
    sent(member)
    publish(manager)
    assert "7 contributions" in visitor.open(OUTCOME).words


def test_a_note_corrects_and_what_was_published_stays(
    app: Flask, kit: ConsultKit, visitor: Visitor, manager: Visitor, clock: FixedClock
) -> None:
    publish(manager)
    clock.set(clock.now() + timedelta(days=3))
    colleague = at_desk(app, kit, "ada", Role.MANAGER)
    colleague.send(colleague.open(DRAFT).form("note"), {"note": "Il s'agissait de la rue voisine."})
    page = visitor.open(OUTCOME)
    assert SAID in page.words
    assert "Rectification, dimanche 18 novembre 2018" in page.words.replace("\xa0", " ")
    assert "la rue voisine" in page.words


def test_a_later_draft_changes_nothing_that_is_published(visitor: Visitor, manager: Visitor) -> None:
    publish(manager)
    form = manager.open(DRAFT).form("said.fr")
    manager.send(form, {"said.fr": "Autre chose.", "at_least": "3"})
    assert SAID in visitor.open(OUTCOME).words


@pytest.mark.parametrize("more", [{"at_least": "1"}, {"at_least": "x"}, {"said.fr": "x" * 20_001}])
def test_what_cannot_be_kept_is_told_and_shown_again(manager: Visitor, more: dict[str, str]) -> None:
    form = manager.open(DRAFT).form("said.fr")
    page = manager.send(form, {"said.fr": SAID, "done.fr": "Fait.", "at_least": "3", **more})
    assert page.status == 422
    assert "Fait." in page.html


def test_nothing_written_is_nothing_to_publish(manager: Visitor, visitor: Visitor) -> None:
    preview = manager.open(f"{DRAFT}/preview")
    page = manager.send(next(one for one in preview.forms if one.action.endswith("/publish")))
    assert page.status == 422
    assert visitor.open(OUTCOME).status == 404


@pytest.mark.parametrize("role", [Role.READER, Role.CASEWORKER])
def test_only_a_manager_publishes(
    app: Flask, kit: ConsultKit, manager: Visitor, visitor: Visitor, role: Role
) -> None:
    form = manager.open(DRAFT).form("said.fr")
    manager.send(form, {"said.fr": SAID, "at_least": "3"})
    colleague = at_desk(app, kit, "ada", role)
    assert [one for one in colleague.open(DRAFT).forms if "publication" in one.action] == []
    token = colleague.open("/account/link").form("csrf_token").controls[0].value
    answer = colleague.client.post(f"{DRAFT}/publish", data={"csrf_token": token})
    assert answer.status_code == 404
    assert visitor.open(OUTCOME).status == 404


def test_what_is_written_is_text_and_no_markup(manager: Visitor, visitor: Visitor) -> None:
    publish(manager, **{"done.fr": "<script>alert(1)</script>"})
    assert "<script>alert" not in visitor.open(OUTCOME).html
