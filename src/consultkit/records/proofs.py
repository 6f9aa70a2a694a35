"""What makes a receipt a proof: a salted digest of what it says, which the deployment signs.

The digest is a leaf of the tree whose root is published when the consultation has closed. Without the salt,
which only the receipt tells, nobody can say which leaf is whose.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from consultkit.records.contributions import Proof, Receipt
from consultkit.records.labelled import instant_in_text, written
from consultkit.records.merkle import leaf_of

RECEIPT = "consultkit receipt 1"
SET = "consultkit receipts 1"
SALT_BYTES = 32


def statement_of(receipt: Receipt) -> str:
    """What a receipt says, as the text that is hashed."""
    return written(
        RECEIPT,
        {
            "consultation": receipt.consultation,
            "reference": receipt.reference,
            "form": receipt.form_digest,
            "received": instant_in_text(receipt.received_at),
            "late": str(receipt.late_by_ms),
            "answers": receipt.answers_sha256,
        },
    )


def leaf_of_receipt(receipt: Receipt, salt: bytes) -> bytes:
    """The leaf that stands for it among all."""
    return leaf_of(salt + statement_of(receipt).encode())


def receipt_in_text(receipt: Receipt, proof: Proof) -> str:
    """The whole receipt, to be kept and checked: nothing else is needed but the public key."""
    proven = {"salt": proof.salt, "key": proof.key, "signature": proof.signature}
    facts = "".join(f"{label}: {value}\n" for label, value in proven.items())
    return statement_of(receipt) + facts


@dataclass(frozen=True, slots=True)
class ReceiptSet:
    """What is published of all receipts of a consultation, but for the leaves themselves. UTC."""

    consultation: str
    number: int
    """From 1. A later one holds all of the earlier ones, and what was received since."""
    until: datetime
    """It holds every signed receipt of what was received before."""
    count: int
    """Of the leaves."""
    unsigned: int
    """Receipts that were given before there were signatures, or came with an import: they are no leaves."""
    standing: int
    """Contributions that count at that instant: not withdrawn, corrected or erased."""
    root: str
    """Of the tree over its sorted leaves; hexadecimal."""
    key: str = ""
    """The name of the key that signed it."""
    signature: str = field(default="", repr=False)


def statement_of_set(one: ReceiptSet) -> str:
    """What is signed of it."""
    return written(
        SET,
        {
            "consultation": one.consultation,
            "number": str(one.number),
            "until": instant_in_text(one.until),
            "receipts": str(one.count),
            "unsigned": str(one.unsigned),
            "standing": str(one.standing),
            "root": one.root,
        },
    )
