"""The page where anybody checks a receipt, and the file of all of them."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Flask

from consultkit import ConsultKit
from consultkit.operations import read_set
from consultkit.testing import FixedClock

from .conftest import Member, Visitor

AFTER = datetime(2018, 12, 2, 12, tzinfo=UTC)


def receipt_text(member: Member) -> str:
    page = member.send(member.to_check().form("submit_key"))
    answer = member.client.get(page.links["Télécharger l’accusé de réception signé (fichier texte)"])
    assert (answer.status_code, answer.mimetype) == (200, "text/plain")
    assert answer.text.strip() in page.html
    return answer.text


def test_anybody_checks_a_receipt_without_signing_in(
    app: Flask, member: Member, kit: ConsultKit, clock: FixedClock
) -> None:
    text, stranger = receipt_text(member), Visitor(app)
    page = stranger.open("/traders/receipts")
    found = stranger.send(page.form("receipt"), {"receipt": text})
    assert "Cet accusé de réception est authentique" in found.words
    assert "Au pain doré" not in found.words
    clock.set(AFTER)
    kit.receipts.publish_due()
    stranger = Visitor(app)
    page = stranger.open("/traders/receipts")
    found = stranger.send(page.form("receipt"), {"receipt": text})
    assert "figure parmi ceux qui ont été publiés" in found.words
    altered = stranger.send(page.form("receipt"), {"receipt": text.replace("late: 0", "late: 9")})
    assert "a été modifié" in altered.words


def test_what_is_pasted_wrong_is_not_lost(app: Flask) -> None:
    stranger = Visitor(app)
    page = stranger.open("/traders/receipts")
    found = stranger.send(page.form("receipt"), {"receipt": "Bonjour <b>"})
    assert found.status == 400
    assert "Collez le texte" in found.words
    assert "Bonjour &lt;b&gt;" in found.html


def test_the_published_set_is_for_everybody(
    app: Flask, member: Member, kit: ConsultKit, clock: FixedClock
) -> None:
    receipt_text(member)
    stranger = Visitor(app)
    assert "une fois la consultation close" in stranger.open("/traders/receipts").words
    clock.set(AFTER)
    kit.receipts.publish_due()
    assert stranger.open("/traders/").links["Vérifier un accusé de réception"] == "/traders/receipts"
    page = stranger.open("/traders/receipts")
    assert "1 accusé de réception" in page.words
    answer = stranger.client.get(page.links["Télécharger les empreintes (fichier texte)"])
    among = read_set(answer.text)
    assert among.faults() == []
    assert among.header.root in page.words
    for public in among.keys.values():
        assert public.hex() in page.words


def test_an_unsigned_receipt_is_said_to_be_so(member: Member, kit: ConsultKit) -> None:
    import sqlalchemy as sa

    from consultkit.storage.tables import receipts

    receipt_text(member)
    with kit.archive.writing() as tx:
        tx.connection.execute(sa.update(receipts).values(signature=None))
    [receipt] = kit.intake.receipts("traders", member.respondent)
    page = member.open(f"/traders/receipt/{receipt.reference}")
    assert "n’est pas signé" in page.words
    assert member.client.get(f"/traders/receipt/{receipt.reference}/receipt.txt").status_code == 404
