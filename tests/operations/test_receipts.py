"""Receipts that anybody can check: what was altered, forged, dropped, doubled or slipped in is found out."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from consultkit.errors import NotFoundError, RespondentError
from consultkit.operations import Corrections, PublishedSet, Receipts, ReceiptStanding, read_set, standing_of
from consultkit.operations.receipt_texts import MOST_CHARACTERS, leaf_in, read_receipt, set_in_text
from consultkit.records import Receipt, Respondent
from consultkit.records.merkle import root_of
from consultkit.records.proofs import RECEIPT, receipt_in_text
from consultkit.storage import KeyRing, sign
from consultkit.storage.tables import data_keys, receipt_leaves, receipt_sets, receipts

AFTER = datetime(2018, 12, 1, 12, tzinfo=UTC)
INCLUDED, GENUINE, MISSING = ReceiptStanding.INCLUDED, ReceiptStanding.GENUINE, ReceiptStanding.MISSING


def held(service) -> Receipts:
    return Receipts(service.archive, service.forms, service.clock)


def sent(service, respondent: Respondent | None = None) -> Receipt:
    me = respondent or service.respondent()
    return service.intake.receipt(service.send(service.draft(me)).reference, me)


def text_of(receipt: Receipt) -> str:
    assert receipt.proof is not None
    return receipt_in_text(receipt, receipt.proof)


def closed(service, at: datetime = AFTER) -> Receipts:
    """After the closing, with the chore done."""
    service.clock.set(at)
    receipts_ = held(service)
    receipts_.publish_due()
    return receipts_


def the_set(receipts_: Receipts, number: int = 1) -> PublishedSet:
    return read_set(b"".join(receipts_.file("fair", number)).decode())


def rewritten(among: PublishedSet, leaves: list[bytes]) -> PublishedSet:
    """What a forger without the key publishes instead."""
    header = replace(among.header, count=len(leaves), root=root_of(leaves).hex())
    return PublishedSet(header, tuple(leaves), among.keys)


def test_every_receipt_is_signed_and_read_back_alike(service) -> None:
    me = service.respondent()
    receipt = sent(service, me)
    assert held(service).check("fair", text_of(receipt)).standing is GENUINE
    assert service.intake.receipt(receipt.reference, me).proof == receipt.proof
    [listed] = service.intake.receipts("fair", me)
    assert listed.proof == receipt.proof


def test_two_receipts_share_neither_salt_nor_leaf(service) -> None:
    one, other = sent(service), sent(service)
    assert one.proof
    assert other.proof
    assert one.proof.salt != other.proof.salt
    assert leaf_in(one, one.proof) != leaf_in(other, other.proof)


@pytest.mark.parametrize(
    "change",
    [
        {"reference": "AAA-AAA-AAA"},
        {"received_at": datetime(2018, 11, 16, tzinfo=UTC)},
        {"answers_sha256": "0" * 64},
        {"form_digest": "0" * 64},
        {"late_by_ms": 1},
    ],
)
def test_an_altered_receipt_is_found_out(service, change) -> None:
    receipt = sent(service)
    found = held(service).check("fair", text_of(replace(receipt, **change)))
    assert found.standing is ReceiptStanding.ALTERED


def test_a_forger_without_the_key_signs_in_vain(service) -> None:
    receipt, forger = sent(service), KeyRing({"k0001": bytes(32)}, "k0001")
    assert receipt.proof
    forged = replace(receipt, late_by_ms=5)
    signature = sign(forger, RECEIPT, leaf_in(forged, receipt.proof))
    own_name = replace(receipt.proof, key=signature.key, signature=signature.value.hex())
    our_name = replace(own_name, key=receipt.proof.key)
    assert (
        held(service).check("fair", receipt_in_text(forged, own_name)).standing is ReceiptStanding.UNKNOWN_KEY
    )
    assert held(service).check("fair", receipt_in_text(forged, our_name)).standing is ReceiptStanding.ALTERED


def test_a_receipt_survives_quoting_and_broken_lines(service) -> None:
    text = text_of(sent(service))
    lines = [piece for line in text.splitlines() for piece in (line[:60], line[60:]) if piece]
    mangled = (
        "Bonjour,\r\n\r\n" + "\r\n".join(f"> {line}" for line in lines) + "\r\n\r\nCordialement : moi\r\n"
    )
    mangled = mangled.replace("> consultkit receipt 1", "consultkit receipt 1")
    assert held(service).check("fair", mangled).standing is GENUINE


@given(st.text() | st.text().map(lambda rest: "consultkit receipt 1\nconsultation: fair\n" + rest))
def test_what_is_no_receipt_is_refused_with_an_instruction(text: str) -> None:
    with pytest.raises(RespondentError, match="whole receipt"):
        read_receipt(text)


@given(st.data())
def test_a_receipt_with_any_value_replaced_is_read_or_refused(data) -> None:
    lines = [
        "consultation: fair", "reference: A", "form: 0", "received: 2018-11-15T09:30:00.000000Z", "late: 0",
        "answers: 0", "salt: " + "00" * 32, "key: k", "signature: 00",
    ]  # fmt: skip
    place = data.draw(st.integers(0, len(lines) - 1))
    lines[place] = lines[place].split(":")[0] + ": " + data.draw(st.text())
    try:
        found = standing_of("consultkit receipt 1\n" + "\n".join(lines), {"k": bytes(32)}, None)
    except RespondentError:
        return
    assert found.standing in (ReceiptStanding.ALTERED, ReceiptStanding.UNKNOWN_KEY)


def test_a_very_long_text_is_not_looked_through(service) -> None:
    text = "x" * MOST_CHARACTERS + text_of(sent(service))
    with pytest.raises(RespondentError):
        held(service).check("fair", text)


def test_a_receipt_of_another_consultation_is_told_so(service) -> None:
    receipt = replace(sent(service), consultation="elsewhere")
    with pytest.raises(RespondentError, match="another consultation"):
        held(service).check("fair", text_of(receipt))


def test_nothing_is_published_before_the_closing(service) -> None:
    sent(service)
    receipts_ = closed(service, datetime(2018, 11, 30, 22, 59, tzinfo=UTC))
    assert receipts_.published("fair") == ()
    # Nor while something may still be on its way into the database.
    assert closed(service, datetime(2018, 11, 30, 23, 5, tzinfo=UTC)).published("fair") == ()


def test_after_the_closing_everybody_can_recount_and_find_themselves(service) -> None:
    given_ = [sent(service) for _ in range(5)]
    receipts_ = closed(service)
    [header] = receipts_.published("fair")
    assert (header.number, header.count, header.unsigned, header.standing) == (1, 5, 0, 5)
    among = the_set(receipts_)
    assert among.faults() == []
    assert among.header == header
    for receipt in given_:
        assert receipts_.check("fair", text_of(receipt)).standing is INCLUDED
        assert standing_of(text_of(receipt), among.keys, among).standing is INCLUDED


def test_the_published_file_says_nothing_of_anybody(service) -> None:
    receipt = sent(service)
    text = b"".join(closed(service).file("fair", 1)).decode()
    for said in (receipt.reference, receipt.answers_sha256, receipt.proof.salt, "2018-11-15"):
        assert said not in text


def test_a_consultation_without_contributions_publishes_none(service) -> None:
    receipts_ = closed(service)
    assert the_set(receipts_).faults() == []
    assert receipts_.published("fair")[0].count == 0


def test_a_dropped_contribution_is_found_out_by_its_receipt(service) -> None:
    mine, _ = sent(service), sent(service)
    assert mine.proof
    with service.archive.writing() as tx:
        leaf = leaf_in(mine, mine.proof)
        tx.connection.execute(sa.delete(receipt_leaves).where(receipt_leaves.c.leaf == leaf))
    assert closed(service).check("fair", text_of(mine)).standing is MISSING


def test_a_set_that_was_changed_after_it_was_published_is_found_out(service) -> None:
    for _ in range(4):
        sent(service)
    among = the_set(closed(service))
    leaves = list(among.leaves)
    root, signature = "Its root is not that of its leaves.", "Its signature is not that of the key it names."
    dropped = PublishedSet(among.header, tuple(leaves[1:]), among.keys)
    inserted = PublishedSet(among.header, tuple(sorted([*leaves, b"\x07" * 32])), among.keys)
    exchanged = PublishedSet(among.header, tuple(sorted([*leaves[1:], b"\x07" * 32])), among.keys)
    doubled = PublishedSet(among.header, (leaves[0], *leaves), among.keys)
    assert root in dropped.faults()
    assert root in inserted.faults()
    assert exchanged.faults() == [root]
    assert "Its leaves are not sorted, or one comes twice." in doubled.faults()
    for other in (leaves[1:], sorted([*leaves, b"\x07" * 32])):
        assert rewritten(among, other).faults() == [signature]
    fewer = replace(among.header, standing=among.header.standing - 1)
    assert PublishedSet(fewer, among.leaves, among.keys).faults() == [signature]


def test_what_comes_after_a_set_makes_another_that_holds_all_of_the_first(serve) -> None:
    service = serve(late="flag")
    first = sent(service)
    receipts_ = closed(service)
    service.clock.set(AFTER + timedelta(hours=1))
    late = sent(service)
    assert receipts_.check("fair", text_of(late)).standing is GENUINE
    assert len(closed(service, AFTER + timedelta(hours=3)).published("fair")) == 1
    assert len(closed(service, AFTER + timedelta(days=2)).published("fair")) == 2
    assert len(closed(service, AFTER + timedelta(days=9)).published("fair")) == 2
    assert {receipts_.check("fair", text_of(one)).standing for one in (first, late)} == {INCLUDED}
    assert set(the_set(receipts_, 1).leaves) < set(the_set(receipts_, 2).leaves)


def test_what_was_published_is_never_quietly_dropped_later(serve, caplog) -> None:
    service = serve(late="flag")
    sent(service)
    closed(service)
    service.clock.set(AFTER + timedelta(hours=1))
    sent(service)
    with service.archive.writing() as tx:
        old = sa.delete(receipt_leaves).where(receipt_leaves.c.received_at < AFTER)
        tx.connection.execute(old)
    assert len(closed(service, AFTER + timedelta(days=2)).published("fair")) == 1
    assert "are gone" in caplog.text


def test_two_workers_publish_one_set(service) -> None:
    sent(service)
    receipts_ = closed(service)
    receipts_.publish_due()
    assert service.count("receipt_sets") == (1,)


def test_what_is_withdrawn_keeps_its_leaf_and_counts_no_more(service) -> None:
    me = service.respondent()
    receipt, _ = sent(service, me), sent(service)
    Corrections(service.archive, service.forms, service.clock, service.intake).withdraw(receipt.reference, me)
    receipts_ = closed(service)
    [header] = receipts_.published("fair")
    assert (header.count, header.standing) == (2, 1)
    assert receipts_.check("fair", text_of(receipt)).standing is INCLUDED


def test_what_is_erased_keeps_its_leaf_alone(service) -> None:
    me = service.respondent()
    receipt = sent(service, me)
    with service.archive.writing() as tx:
        tx.connection.execute(sa.delete(data_keys))
    assert service.intake.receipt(receipt.reference, me).proof is None
    assert closed(service).check("fair", text_of(receipt)).standing is INCLUDED


def test_a_receipt_from_before_there_were_signatures_is_read_and_counted_apart(service) -> None:
    me = service.respondent()
    receipt = sent(service, me)
    with service.archive.writing() as tx:
        tx.connection.execute(sa.delete(receipt_leaves))
        tx.connection.execute(sa.update(receipts).values(signed_by=None, signature=None))
    assert service.intake.receipt(receipt.reference, me).proof is None
    [header] = closed(service).published("fair")
    assert (header.count, header.unsigned) == (0, 1)


def test_a_receipt_stays_good_when_its_key_is_retired(service) -> None:
    receipt = sent(service)
    held(service).publish_due()
    object.__setattr__(service.archive, "keys", KeyRing({"k0002": b"\x02" * 32}, "k0002"))
    assert held(service).check("fair", text_of(receipt)).standing is GENUINE


def test_there_is_no_file_of_what_was_not_published(service) -> None:
    with pytest.raises(NotFoundError):
        held(service).file("fair", 1)
    with pytest.raises(RespondentError, match="published set"):
        read_set("consultkit receipts 1\nconsultation: fair\n\nleaves\n")


def test_a_set_of_blocks_is_written_and_read_alike(service) -> None:
    sent(service)
    receipts_ = closed(service)
    header, keys = receipts_.published("fair")[0], receipts_.keys()
    leaves = b"".join(number.to_bytes(32) for number in range(25_000))
    text = b"".join(set_in_text(header, keys, leaves)).decode()
    read = read_set(text.replace("\n", "\r\n"))
    assert b"".join(read.leaves) == leaves
    assert read.keys == keys


def test_a_published_set_is_one_row_for_good(service) -> None:
    sent(service)
    closed(service)
    with service.archive.reading() as tx:
        [row] = tx.connection.execute(sa.select(receipt_sets)).all()
    assert len(row.leaves) == 32
