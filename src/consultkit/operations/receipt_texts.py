"""Receipts and published sets as files: read from what anybody hands in, and checked without a database."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise

from consultkit.errors import RespondentError
from consultkit.records import Proof, Receipt
from consultkit.records.labelled import facts_after
from consultkit.records.merkle import HASH_BYTES, root_of
from consultkit.records.proofs import (
    RECEIPT,
    SALT_BYTES,
    SET,
    ReceiptSet,
    leaf_of_receipt,
    statement_of_set,
)
from consultkit.storage import is_signed

MOST_CHARACTERS = 20_000
"""Of a receipt that is handed in."""
LEAVES = "leaves\n"
_IN_BLOCK = 10_000
_HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class PublishedSet:
    """A set as it was published, with its leaves and the public keys named beside it."""

    header: ReceiptSet
    leaves: tuple[bytes, ...]
    keys: Mapping[str, bytes]

    def holds(self, leaf: bytes) -> bool:
        place = bisect_left(self.leaves, leaf)
        return place < len(self.leaves) and self.leaves[place] == leaf

    def faults(self) -> list[str]:
        """What is wrong with it: nothing, when it is as it was signed."""
        public = self.keys.get(self.header.key)
        statement = statement_of_set(self.header).encode()
        signature = bytes.fromhex(self.header.signature)
        found = {
            "Its leaves are not sorted, or one comes twice.": any(
                one >= next_ for one, next_ in pairwise(self.leaves)
            ),
            "It has another number of leaves than it says.": len(self.leaves) != self.header.count,
            "Its root is not that of its leaves.": root_of(self.leaves).hex() != self.header.root,
            "Its signature is not that of the key it names.": public is None
            or not is_signed(public, signature, SET, statement),
        }
        return [fault for fault, wrong in found.items() if wrong]


def read_receipt(text: str) -> tuple[Receipt, Proof]:
    """A receipt somewhere in a text. Raises RespondentError where none, or only half of one, is."""
    facts = facts_after(RECEIPT, text[:MOST_CHARACTERS])
    if facts is None or not _is_plain(facts):
        raise _not_a_receipt()
    try:
        proof = Proof(_hexadecimal(facts["salt"], SALT_BYTES), facts["key"], _hexadecimal(facts["signature"]))
        return _receipt(facts), proof
    except (KeyError, ValueError):
        raise _not_a_receipt() from None


def leaf_in(receipt: Receipt, proof: Proof) -> bytes:
    return leaf_of_receipt(receipt, bytes.fromhex(proof.salt))


def is_genuine(receipt: Receipt, proof: Proof, public: bytes) -> bool:
    """Whether it says, to the letter, what the holder of the key signed."""
    return is_signed(public, bytes.fromhex(proof.signature), RECEIPT, leaf_in(receipt, proof))


def set_in_text(header: ReceiptSet, keys: Mapping[str, bytes], leaves: bytes) -> Iterator[bytes]:
    """The file of a published set, in blocks."""
    signed = f"key: {header.key}\nsignature: {header.signature}\n"
    public = "".join(f"public {name} {key.hex()}\n" for name, key in keys.items())
    yield f"{statement_of_set(header)}{signed}\n{public}\n{LEAVES}".encode()
    for start in range(0, len(leaves), _IN_BLOCK * HASH_BYTES):
        block = leaves[start : start + _IN_BLOCK * HASH_BYTES]
        yield "".join(f"{one}\n" for one in _split(block)).encode()


def read_set(text: str) -> PublishedSet:
    """Raises RespondentError for what is not such a file. Whether it is right, `faults` says."""
    head, found, rest = text.replace("\r\n", "\n").partition(f"\n{LEAVES}")
    facts = facts_after(SET, head)
    lines = rest.split()
    if not found or facts is None or not _is_plain(facts) or not all(map(_HASH.fullmatch, lines)):
        raise _not_a_set()
    try:
        return PublishedSet(_set(facts), tuple(map(bytes.fromhex, lines)), _public_keys(head))
    except (KeyError, ValueError):
        raise _not_a_set() from None


def _receipt(facts: Mapping[str, str]) -> Receipt:
    return Receipt(
        reference=facts["reference"],
        consultation=facts["consultation"],
        form_digest=facts["form"],
        received_at=_instant(facts["received"]),
        answers_sha256=facts["answers"],
        late_by_ms=int(facts["late"]),
    )


def _set(facts: Mapping[str, str]) -> ReceiptSet:
    return ReceiptSet(
        consultation=facts["consultation"],
        number=int(facts["number"]),
        until=_instant(facts["until"]),
        count=int(facts["receipts"]),
        unsigned=int(facts["unsigned"]),
        standing=int(facts["standing"]),
        root=facts["root"],
        key=facts["key"],
        signature=_hexadecimal(facts["signature"]),
    )


def _public_keys(head: str) -> dict[str, bytes]:
    words = (line.split() for line in head.split("\n") if line.startswith("public "))
    return {name: bytes.fromhex(key) for _, name, key in words}


def _split(leaves: bytes) -> Iterator[str]:
    written = leaves.hex()
    return (written[at : at + 2 * HASH_BYTES] for at in range(0, len(written), 2 * HASH_BYTES))


def _instant(written: str) -> datetime:
    return datetime.strptime(written, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)


def _is_plain(facts: Mapping[str, str]) -> bool:
    return all(value.isascii() for value in facts.values())


def _hexadecimal(written: str, length: int | None = None) -> str:
    if length is not None and len(bytes.fromhex(written)) != length:
        raise ValueError(written)
    return bytes.fromhex(written).hex()


def _not_a_receipt() -> RespondentError:
    return RespondentError(
        "This is not a whole receipt.",
        mend="Paste the text of the receipt, from its first line to its signature.",
    )


def _not_a_set() -> RespondentError:
    return RespondentError(
        "This is not a published set of receipts.", mend="Take the file from the page of the consultation."
    )
