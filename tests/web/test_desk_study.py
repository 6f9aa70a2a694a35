"""Studying at the desk, by pages alone: filters in the address, acts undone, notes, redaction, codes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import event

from consultkit import ConsultKit, Role, Settings, create_app
from consultkit.records import SignedIn
from consultkit.testing import FixedClock

from .conftest import CONSULTATION, Member, Page, Visitor
from .test_guarded_desk import COOKIE, PASSWORD, sent
from .test_guarded_sessions import newest_token

CODING = """
desk:
  filters: [trouble]
  codebook:
    bread: {label: {fr: Le pain, en: Bread}, words: [pain]}
    din: {label: {fr: Le vacarme, en: Din}, words: [fracas]}
  coding:
    questions:
      - id: gravity
        type: choice
        label: {fr: Gravité, en: Gravity}
        options: {low: {fr: Faible, en: Low}, high: {fr: Haute, en: High}}
      - {id: remark, type: text, label: {fr: Remarque, en: Remark}, required: false}
"""
LIST = "/desk/traders/contributions"


@pytest.fixture
def kit(database_url: str, tmp_path: Path, clock: FixedClock) -> Iterator[ConsultKit]:
    file = tmp_path / "traders.yaml"
    file.write_text(CONSULTATION + CODING)
    kit = ConsultKit(
        [file], settings=Settings(database_url=database_url, key_file=tmp_path / "k"), clock=clock
    )
    yield kit
    kit.close()


@pytest.fixture
def app(kit: ConsultKit) -> Flask:
    return create_app(kit)


def at_desk(app: Flask, kit: ConsultKit, name: str, role: Role) -> Visitor:
    kit.accounts.add_official(f"{name}@mairie.example", "traders", role, language="fr")
    account = kit.accounts.choose_password(newest_token(kit), PASSWORD)
    visitor = Visitor(app)
    who = SignedIn(account.respondent, "account", account, opens_desk=True)
    visitor.client.set_cookie(COOKIE, kit.sessions.begin({}, who).id)
    return visitor


@pytest.fixture
def ada(app: Flask, kit: ConsultKit) -> Visitor:
    return at_desk(app, kit, "ada", Role.CASEWORKER)


@pytest.fixture
def reader(app: Flask, kit: ConsultKit) -> Visitor:
    return at_desk(app, kit, "lou", Role.READER)


def page_of(visitor: Visitor, reference: str) -> Page:
    return visitor.open(f"{LIST}/{reference}")


def test_an_act_is_done_from_the_list_found_by_the_address_and_undone(member: Member, ada: Visitor) -> None:
    one, other = sent(member), sent(member)
    done = ada.send(ada.open(LIST).form("reference"), {"reference": [one], "label": "urgent", "act": "label"})
    assert "C’est fait pour 1 contribution" in done.words
    only = ada.open(f"{LIST}?label=urgent&state=in_hand&q.trouble=noise")
    assert one in only.words
    assert other not in only.words
    ada.send(next(form for form in only.forms if form.action.startswith(f"{LIST}/undo")))
    assert one not in ada.open(f"{LIST}?label=urgent").words


def test_a_filter_stays_on_the_way_through_the_contributions(member: Member, ada: Visitor) -> None:
    references = {sent(member) for _ in range(3)}
    listed = ada.open(f"{LIST}?q.trouble=noise&state=new")
    in_order = [name for name in listed.links if name in references]
    first = ada.open(listed.links[in_order[0]])
    following = ada.open(first.links["Contribution suivante"])
    assert in_order[1] in following.title
    assert "q.trouble=noise" in following.links["Retour à la liste"]


@pytest.mark.parametrize(
    "query",
    [
        "q.trouble=nothing",
        "state=x",
        "assigned=x",
        "mentioned=x",
        "c.gravity=x",
        "since=",
        "words=%20",
    ],
)
def test_a_filter_that_no_list_offers_is_as_good_as_none(member: Member, ada: Visitor, query: str) -> None:
    assert sent(member) in ada.open(f"{LIST}?{query}").words


@pytest.mark.parametrize("day", ["yesterday", "2018-13-01", "0000-00-00", "9999-12-31", "٢٠١٨-١١-١٥"])
def test_what_is_no_day_is_told_and_lists_all(member: Member, ada: Visitor, day: str) -> None:
    page = ada.open(f"{LIST}?since={day}&until={day}")
    assert sent(member)
    assert page.status == 200
    assert "Écrivez une date" in page.words


def test_the_days_are_those_of_the_consultation(member: Member, ada: Visitor) -> None:
    reference = sent(member)
    assert reference in ada.open(f"{LIST}?since=2018-11-15&until=2018-11-15").words
    assert reference not in ada.open(f"{LIST}?since=2018-11-16").words
    assert reference not in ada.open(f"{LIST}?until=2018-11-14").words


def test_words_are_found(member: Member, ada: Visitor) -> None:
    reference = sent(member)
    assert reference in ada.open(f"{LIST}?words=PAIN+dore").words
    assert "Aucune contribution ne correspond" in ada.open(f"{LIST}?words=brioche").words


def test_a_list_is_kept_under_a_name_by_who_named_it(member: Member, ada: Visitor, reader: Visitor) -> None:
    sent(member)
    page = ada.open(f"{LIST}?state=new")
    kept = ada.send(page.form("name"), {"name": "À voir"})
    assert kept.links["À voir"].endswith("?state=new")
    assert "À voir" not in reader.open(LIST).words
    forgotten = next(form for form in kept.forms if form.action.endswith("/lists/remove"))
    assert "À voir" not in ada.send(forgotten).words


def test_a_kept_list_leads_nowhere_else(member: Member, ada: Visitor) -> None:
    sent(member)
    form = ada.open(f"{LIST}?state=new").form("name")
    answer = ada.post(form, {"name": "x", "query": "//evil.example/?state=new#"})
    assert answer.headers["Location"].startswith(f"{LIST}?")


def test_a_reader_reads_and_changes_nothing(member: Member, ada: Visitor, reader: Visitor) -> None:
    reference = sent(member)
    page = page_of(reader, reference)
    assert [form.action for form in page.forms if reference in form.action] == []
    token = ada.open(LIST).form("csrf_token").controls[0].value
    for word in ("note", "redact", "show-again", "code", "ask"):
        answer = reader.client.post(f"{LIST}/{reference}/{word}", data={"csrf_token": token, "text": "x"})
        assert answer.status_code in (303, 400, 404)
    assert "x" not in page_of(ada, reference).words.split()


def test_a_note_is_kept_and_a_personal_one_is_not_told(
    member: Member, ada: Visitor, app: Flask, kit: ConsultKit
) -> None:
    reference = sent(member)
    bob = at_desk(app, kit, "bob", Role.CASEWORKER)
    form = page_of(ada, reference).form("visibility")
    ada.send(form, {"text": "À relire, @bob", "visibility": "internal"})
    ada.send(form, {"text": "Je la connais", "visibility": "personal"})
    assert "Je la connais" in page_of(ada, reference).words
    assert "Je la connais" not in page_of(bob, reference).words
    assert "À relire" in page_of(bob, reference).words
    assert reference in bob.open(f"{LIST}?mentioned=me").words
    assert reference not in ada.open(f"{LIST}?mentioned=me").words


def test_an_empty_note_is_told_and_what_was_typed_is_kept(member: Member, ada: Visitor) -> None:
    reference = sent(member)
    answer = ada.send(page_of(ada, reference).form("visibility"), {"text": "x" * 5001})
    assert answer.status == 422
    assert "x" * 5001 in answer.html
    assert "Écrivez 5000 caractères au plus" in answer.words.replace("\u202f", "").replace("\xa0", " ")


def test_a_redacted_passage_is_on_no_page_and_in_no_export(member: Member, ada: Visitor) -> None:
    reference = sent(member)
    form = page_of(ada, reference).form("passage")
    refused = ada.send(form, {"question": "shop", "passage": "brioche", "reason": "Un nom."})
    assert "Ce passage n’est pas dans la réponse" in refused.words
    ada.send(form, {"question": "shop", "passage": "doré", "reason": "Un nom."})
    page = page_of(ada, reference)
    assert "Au pain […]" in page.words
    assert "doré" not in page.words
    assert "doré" not in ada.client.get("/desk/traders/export.csv").text
    assert reference not in ada.open(f"{LIST}?words=doré").words
    assert reference in ada.open(f"{LIST}?words=pain").words
    ada.send(page.form("passage"))
    assert "Au pain doré" in page_of(ada, reference).words


def test_codes_are_given_told_when_missing_and_found(member: Member, ada: Visitor) -> None:
    reference = sent(member)
    form = page_of(ada, reference).form("remark")
    refused = ada.send(form, {"remark": "Bien décrit"})
    assert refused.status == 422
    assert "Bien décrit" in refused.html
    done = ada.send(form, {"gravity": "high", "remark": "Bien décrit"})
    assert done.status == 200
    assert reference in ada.open(f"{LIST}?c.gravity=high").words
    assert reference not in ada.open(f"{LIST}?c.gravity=low").words


def test_keywords_are_suggested_to_who_codes_and_applied_by_nobody(member: Member, ada: Visitor) -> None:
    reference = sent(member)
    page = ada.open(f"{LIST}/{reference}")
    assert "Suggestion, d’après ses mots-clés : Le pain." in page.words.replace("\xa0", " ")
    assert "Le vacarme" not in page.words
    assert reference not in ada.open(f"{LIST}?c.gravity=high").words


@pytest.mark.parametrize("act", ["", "burn", "assign", "label", "close"])
def test_an_act_that_lacks_something_says_what(member: Member, ada: Visitor, act: str) -> None:
    reference = sent(member)
    answer = ada.send(ada.open(LIST).form("reference"), {"reference": [reference], "act": act})
    assert answer.status == 422
    assert reference in answer.words
    nothing = ada.send(ada.open(LIST).form("reference"), {"act": act})
    assert nothing.status == 422


def test_what_is_closed_says_what_came_of_it(member: Member, ada: Visitor) -> None:
    reference = sent(member)
    form = page_of(ada, reference).form("outcome")
    page = ada.send(form, {"outcome": "Le compte est rétabli.", "act": "close"})
    assert "Le compte est rétabli." in page.words
    assert reference in ada.open(f"{LIST}?state=closed").words


def test_the_list_counts_no_query_for_each_of_its_lines(
    member: Member, ada: Visitor, kit: ConsultKit
) -> None:
    asked: list[str] = []
    event.listen(
        kit.archive.engine, "before_cursor_execute", lambda _c, _k, statement, *_: asked.append(statement)
    )
    counts = []
    for _ in range(2):
        sent(member)
        sent(member)
        ada.open(LIST)
        asked.clear()
        ada.open(LIST)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_a_note_for_the_respondent_is_on_their_receipt_and_no_other_one_is(
    member: Member, stranger: Member, ada: Visitor
) -> None:
    reference, other = sent(member), sent(stranger)
    form = page_of(ada, reference).form("visibility")
    ada.send(form, {"text": "Nous avons écrit à la mairie.", "visibility": "public"})
    ada.send(form, {"text": "Vérifier le bail.", "visibility": "internal"})
    receipt = member.open(f"/traders/receipt/{reference}")
    assert "Nous avons écrit à la mairie." in receipt.words
    assert "Vérifier le bail" not in receipt.words
    assert "mairie.example" not in receipt.words.partition("Nous avons écrit")[0], "nor who wrote it"
    assert "Nous avons écrit" not in stranger.open(f"/traders/receipt/{other}").words
