"""A question back as a small form: asked at the desk, filled in by who sent the contribution, once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
import sqlalchemy as sa
from flask import Flask

from consultkit import ConsultKit, Role, Settings, create_app, digest_of
from consultkit.operations.digests import Waiting, waiting_at
from consultkit.storage.tables import chronicle
from consultkit.testing import FixedClock

from .conftest import CONSULTATION, Form, Member, Page, Visitor
from .test_desk_study import at_desk, page_of
from .test_guarded_desk import sent

FORMS = """
desk:
  forms:
    invoices:
      title: {fr: Vos factures, en: Your invoices}
      questions:
        - {id: unpaid, type: integer, label: {fr: Combien d'impayées ?, en: How many unpaid?}, min: 0}
        - {id: proof, type: yes_no, label: {fr: Une preuve ?, en: Any proof?}}
        - id: which
          type: text
          label: {fr: Laquelle ?, en: Which one?}
          show_if: {proof: true}
"""


@pytest.fixture
def kit(database_url: str, tmp_path: Path, clock: FixedClock) -> Iterator[ConsultKit]:
    file = tmp_path / "traders.yaml"
    file.write_text(CONSULTATION + FORMS)
    settings = Settings(database_url=database_url, key_file=tmp_path / "k")
    kit = ConsultKit([file], settings=settings, clock=clock)
    yield kit
    kit.close()


@pytest.fixture
def app(kit: ConsultKit) -> Flask:
    return create_app(kit)


@pytest.fixture
def ada(app: Flask, kit: ConsultKit) -> Visitor:
    return at_desk(app, kit, "ada", Role.CASEWORKER)


def asking(ada: Visitor, reference: str) -> Form:
    return next(one for one in page_of(ada, reference).forms if one.action.endswith("/ask"))


def ask(ada: Visitor, reference: str, form: str = "invoices", text: str = "") -> Page:
    return ada.send(asking(ada, reference), {"form": form, "text": text, "days": "8"})


def receipt_of(member: Member, reference: str) -> Page:
    return member.open(f"/traders/receipt/{reference}")


def form_of(member: Member, reference: str) -> Page:
    return member.open(receipt_of(member, reference).links["Répondre à quelques questions"])


def answer(member: Member, page: Page) -> Page:
    more = member.send(page.form("unpaid"), {"unpaid": "3", "proof": "yes"})
    return member.send(more.form("unpaid"), {"which": "La facture 12"})


def test_it_is_asked_filled_in_told_and_exported(member: Member, ada: Visitor) -> None:
    reference = sent(member)
    ask(ada, reference, text="Pour comprendre")
    assert "À compléter" in member.open("/traders/").words
    page = form_of(member, reference)
    assert "Pour comprendre" in page.words
    more = member.send(page.form("unpaid"), {"unpaid": "3", "proof": "yes"})
    assert more.status == 200
    assert "Laquelle" in more.words
    done = member.send(more.form("unpaid"), {"which": "La facture 12"})
    assert "Vos factures" in done.words
    assert "La facture 12" in receipt_of(member, reference).words
    assert "À compléter" not in member.open("/traders/").words
    assert "La facture 12" in page_of(ada, reference).words
    heading, row = ada.client.get("/desk/traders/export.csv").data.decode("utf-8-sig").splitlines()[:2]
    cells = dict(zip(heading.split(";"), row.split(";"), strict=True))
    assert cells["asked.invoices.unpaid"] == "3"
    assert cells["asked.invoices.which"] == "La facture 12"


def test_what_is_missing_is_told_and_what_was_typed_is_kept(member: Member, ada: Visitor) -> None:
    reference = sent(member)
    ask(ada, reference)
    page = form_of(member, reference)
    refused = member.send(page.form("unpaid"), {"unpaid": "-7", "proof": "no"})
    assert refused.status == 422
    assert 'value="-7"' in refused.html
    assert "asked.invoices" not in page_of(ada, reference).words
    assert "Ce que vous avez répondu depuis" not in receipt_of(member, reference).words


def test_the_answers_are_sealed(kit: ConsultKit, member: Member, ada: Visitor) -> None:
    reference = sent(member)
    ask(ada, reference)
    answer(member, form_of(member, reference))
    with kit.archive.reading() as tx:
        rows = list(tx.connection.execute(sa.select(chronicle).where(chronicle.c.kind == "answered")))
    assert [row.by for row in rows] == [None]
    assert b"La facture 12" not in rows[0].envelope


def test_it_is_answered_once_and_by_nobody_else(member: Member, ada: Visitor, app: Flask) -> None:
    reference = sent(member)
    ask(ada, reference)
    page = form_of(member, reference)
    address = page.form("unpaid").action
    assert ada.client.get(address).status_code in (303, 404)
    answer(member, page)
    assert member.open(address).status == 404
    again = member.post(page.form("unpaid"), {"unpaid": "9", "proof": "no"})
    assert again.status_code == 303
    since = receipt_of(member, reference).words.partition("Ce que vous avez répondu depuis")[2]
    assert "9" not in since.split()


def test_one_that_was_never_asked_is_not_there(member: Member, ada: Visitor) -> None:
    one, other = sent(member), sent(member)
    ask(ada, one)
    asked = receipt_of(member, one).links["Répondre à quelques questions"].rpartition("/")[2]
    for address in (f"{other}/asked/{asked}", f"{one}/asked/{uuid4()}"):
        assert member.open(f"/traders/receipt/{address}").status == 404


def test_it_ends_with_its_term(member: Member, ada: Visitor, clock: FixedClock, kit: ConsultKit) -> None:
    reference = sent(member)
    ask(ada, reference)
    address = receipt_of(member, reference).links["Répondre à quelques questions"]
    asked = kit.inquiries.open_to("traders", member.respondent)[reference][0]
    clock.set(asked.until - timedelta(minutes=1))
    assert kit.inquiries.open_to("traders", member.respondent)
    clock.set(asked.until)
    assert not kit.inquiries.open_to("traders", member.respondent)
    assert address.endswith(str(asked.id))


def test_who_answered_is_not_reminded(
    kit: ConsultKit, member: Member, ada: Visitor, clock: FixedClock
) -> None:
    one, other = sent(member), sent(member)
    ask(ada, one)
    ask(ada, other)
    answer(member, form_of(member, one))
    clock.move(timedelta(days=7))
    kit.inquiries.remind()
    with kit.archive.reading() as tx:
        reminded = list(tx.connection.execute(sa.select(chronicle).where(chronicle.c.kind == "reminded")))
    assert len(reminded) == 1


def test_words_or_a_form_are_needed_and_the_form_is_one_of_the_file(member: Member, ada: Visitor) -> None:
    reference = sent(member)
    assert ask(ada, reference, form="", text=" ").status == 422
    form = asking(ada, reference)
    forged = ada.post(form, {"form": "taxes", "text": "x", "days": "8"})
    assert forged.status_code == 422


def test_what_was_answered_about_a_withdrawn_contribution_is_not_shown(
    kit: ConsultKit, member: Member, ada: Visitor
) -> None:
    reference = sent(member)
    ask(ada, reference)
    answer(member, form_of(member, reference))
    kit.corrections.withdraw(reference, member.respondent)
    assert "La facture 12" not in page_of(ada, reference).words
    assert "La facture 12" not in ada.client.get("/desk/traders/export.csv").text


def test_a_correction_carries_them_into_the_export(kit: ConsultKit, member: Member, ada: Visitor) -> None:
    reference = sent(member)
    ask(ada, reference)
    answer(member, form_of(member, reference))
    draft = kit.corrections.begin(reference, member.respondent)
    kit.intake.submit(
        draft.id, member.respondent, submit_key=draft.submit_key, answers_sha256=digest_of(draft.answers)
    )
    assert "La facture 12" in ada.client.get("/desk/traders/export.csv").text


def test_the_daily_letter_counts_what_was_filled_in_and_no_longer_what_waits(
    kit: ConsultKit, member: Member, ada: Visitor, clock: FixedClock
) -> None:
    reference = sent(member)
    ask(ada, reference)
    page = form_of(member, reference)
    clock.move(timedelta(days=7))
    assert (waiting(kit).ending, waiting(kit).answered) == (1, 0)
    clock.move(-timedelta(days=7))
    answer(member, page)
    assert waiting(kit).answered == 1
    clock.move(timedelta(days=7))
    assert (waiting(kit).ending, waiting(kit).answered) == (0, 0)


def waiting(kit: ConsultKit) -> Waiting:
    with kit.archive.reading() as tx:
        return waiting_at(tx, kit.consultations[0], kit.now(), 1)
