"""Receipts that anybody can check: the set of them is published after the closing, for good."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum

from consultkit.errors import NotFoundError, RespondentError
from consultkit.operations.clock import Clock
from consultkit.operations.forms import Forms
from consultkit.operations.receipt_texts import (
    PublishedSet,
    is_genuine,
    leaf_in,
    read_receipt,
    set_in_text,
)
from consultkit.records import Receipt, WindowState
from consultkit.records.merkle import HASH_BYTES, root_of
from consultkit.records.proofs import SET, ReceiptSet, statement_of_set
from consultkit.schema import OpeningWindow
from consultkit.storage import Archive, Transaction, receipt_sets, sign, windows

log = logging.getLogger(__name__)

STILL_COMING = timedelta(minutes=10)
"""What was received so long ago is written, or never will be."""
BETWEEN_SETS = timedelta(days=1)


class Standing(Enum):
    """What a check of a receipt finds."""

    ALTERED = "altered"
    """It is not what the deployment signed."""
    UNKNOWN_KEY = "unknown key"
    """It names a key that never signed here."""
    GENUINE = "genuine"
    """As it was signed; no set was published yet that must hold it."""
    INCLUDED = "included"
    """As it was signed, and in the published set."""
    MISSING = "missing"
    """As it was signed, and not in the set that must hold it."""


@dataclass(frozen=True, slots=True)
class CheckedReceipt:
    """A receipt that was handed in, and what is found."""

    receipt: Receipt
    standing: Standing


def standing_of(text: str, keys: Mapping[str, bytes], among: PublishedSet | None) -> CheckedReceipt:
    """Check a receipt with nothing but public keys and a published set. Raises RespondentError."""
    receipt, proof = read_receipt(text)
    public = keys.get(proof.key)
    if public is None:
        return CheckedReceipt(receipt, Standing.UNKNOWN_KEY)
    if not is_genuine(receipt, proof, public):
        return CheckedReceipt(receipt, Standing.ALTERED)
    if among is None or among.header.consultation != receipt.consultation:
        return CheckedReceipt(receipt, Standing.GENUINE)
    if among.holds(leaf_in(receipt, proof)):
        return CheckedReceipt(receipt, Standing.INCLUDED)
    due = receipt.received_at < among.header.until
    return CheckedReceipt(receipt, Standing.MISSING if due else Standing.GENUINE)


class Receipts:
    """What everybody may know of all receipts of a consultation, and whether one of them is good."""

    def __init__(self, archive: Archive, forms: Forms, clock: Clock) -> None:
        self._archive = archive
        self._forms = forms
        self._clock = clock

    def check(self, consultation: str, text: str) -> CheckedReceipt:
        """What there is to say of a receipt that is pasted here; nothing of it is kept.

        Raises RespondentError for what is no receipt of this consultation.
        """
        found = standing_of(text, self.keys(), None)
        if found.receipt.consultation != consultation:
            raise RespondentError(
                "This receipt is of another consultation.", mend="Check it on the page of that consultation."
            )
        if found.standing is not Standing.GENUINE:
            return found
        return standing_of(text, self.keys(), self._last_set(consultation))

    def published(self, consultation: str) -> tuple[ReceiptSet, ...]:
        """The first one first; none before the closing."""
        with self._archive.reading() as tx:
            return receipt_sets.published(tx, consultation)

    def file(self, consultation: str, number: int) -> Iterator[bytes]:
        """A published set, in blocks. Raises NotFoundError."""
        with self._archive.reading() as tx:
            headers = [one for one in receipt_sets.published(tx, consultation) if one.number == number]
            leaves = receipt_sets.leaves_of_set(tx, consultation, number)
        if not headers or leaves is None:
            raise NotFoundError("There is no such set of receipts.")
        return set_in_text(headers[0], self.keys(), leaves)

    def keys(self) -> Mapping[str, bytes]:
        """The public halves of all keys that ever signed receipts here, by name."""
        with self._archive.reading() as tx:
            return receipt_sets.known_keys(tx)

    def publish_due(self) -> None:
        """A chore: publish what has closed, and what came since. Note the public keys."""
        with self._archive.writing() as tx:
            receipt_sets.note_keys(tx, self._clock.now())
        for consultation in self._forms.consultations:
            self._publish(consultation.id)

    # --- how -------------------------------------------------------------------

    def _publish(self, consultation: str) -> None:
        rule = self._forms.current(consultation).consultation.window
        with self._archive.snapshot() as tx:
            standing = windows.standing(tx, consultation)
            now = self._clock.judge(standing.database_now)
            until, window = now - STILL_COMING, OpeningWindow(rule, standing.events)
            if {window.state(until), window.state(now)} != {WindowState.CLOSED}:
                return
            found = self._next(tx, consultation, until)
        if found is not None:
            header, leaves = found
            with self._archive.writing() as tx:
                receipt_sets.add(tx, header, leaves)

    def _next(self, tx: Transaction, consultation: str, until: datetime) -> tuple[ReceiptSet, bytes] | None:
        """None where nothing is to be published now."""
        last = (receipt_sets.published(tx, consultation) or (None,))[-1]
        if last is not None and until - last.until < BETWEEN_SETS:
            return None
        leaves = receipt_sets.leaves(tx, consultation, until)
        if last is not None:
            before = receipt_sets.leaves_of_set(tx, consultation, last.number) or b""
            if not set(_split(before)) <= set(leaves):
                log.error("Receipts of %s that were published are gone: no other set is.", consultation)
                return None
            if len(leaves) == last.count:
                return None
        header = ReceiptSet(
            consultation,
            number=last.number + 1 if last else 1,
            until=until,
            count=len(leaves),
            unsigned=receipt_sets.count_unsigned(tx, consultation),
            standing=receipt_sets.count_standing(tx, consultation, until),
            root=root_of(leaves).hex(),
        )
        return _signed(tx, header), b"".join(leaves)

    def _last_set(self, consultation: str) -> PublishedSet | None:
        with self._archive.reading() as tx:
            headers = receipt_sets.published(tx, consultation)
            if not headers:
                return None
            leaves = receipt_sets.leaves_of_set(tx, consultation, headers[-1].number) or b""
        return PublishedSet(headers[-1], _split(leaves), {})


def _signed(tx: Transaction, header: ReceiptSet) -> ReceiptSet:
    signature = sign(tx.keys, SET, statement_of_set(header).encode())
    return replace(header, key=signature.key, signature=signature.value.hex())


def _split(leaves: bytes) -> tuple[bytes, ...]:
    return tuple(leaves[at : at + HASH_BYTES] for at in range(0, len(leaves), HASH_BYTES))
