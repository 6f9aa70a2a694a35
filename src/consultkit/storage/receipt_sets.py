"""The leaves of signed receipts, the sets of them that were published, and the public keys to check them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from consultkit.records.proofs import ReceiptSet
from consultkit.storage.archive import Transaction
from consultkit.storage.retractions import stands
from consultkit.storage.signing import public_keys
from consultkit.storage.tables import receipt_leaves, receipt_sets, receipts, signing_keys, submissions
from consultkit.storage.upsert import upserting

_HEADER = (
    receipt_sets.c.consultation,
    receipt_sets.c.number,
    receipt_sets.c.until,
    receipt_sets.c.count,
    receipt_sets.c.unsigned,
    receipt_sets.c.standing,
    receipt_sets.c.root,
    receipt_sets.c.signed_by,
    receipt_sets.c.signature,
)


def leaves(tx: Transaction, consultation: str, until: datetime) -> tuple[bytes, ...]:
    """Of what was received before, sorted."""
    found = (
        sa.select(receipt_leaves.c.leaf)
        .where(receipt_leaves.c.consultation == consultation, receipt_leaves.c.received_at < until)
        .execution_options(yield_per=5000)
    )
    # Sorted here: databases need not agree on the order of bytes.
    return tuple(sorted(tx.connection.execute(found).scalars()))


def count_unsigned(tx: Transaction, consultation: str) -> int:
    """Receipts that are no leaves."""
    its = sa.and_(receipts.c.consultation == consultation, receipts.c.signature.is_(None))
    return int(
        tx.connection.execute(sa.select(sa.func.count()).select_from(receipts).where(its)).scalar_one()
    )


def count_standing(tx: Transaction, consultation: str, until: datetime) -> int:
    """Contributions received before that count."""
    its = sa.and_(submissions.c.consultation == consultation, submissions.c.received_at < until, stands())
    return int(
        tx.connection.execute(sa.select(sa.func.count()).select_from(submissions).where(its)).scalar_one()
    )


def add(tx: Transaction, one: ReceiptSet, its_leaves: bytes) -> bool:
    """False when somebody else just published one of that number."""
    row = {
        "consultation": one.consultation,
        "number": one.number,
        "until": one.until,
        "count": one.count,
        "unsigned": one.unsigned,
        "standing": one.standing,
        "root": one.root,
        "signed_by": one.key,
        "signature": bytes.fromhex(one.signature),
        "leaves": its_leaves,
    }
    statement = upserting(tx, receipt_sets).values(row).on_conflict_do_nothing()
    return tx.connection.execute(statement.returning(receipt_sets.c.number)).one_or_none() is not None


def published(tx: Transaction, consultation: str) -> tuple[ReceiptSet, ...]:
    """The first one first."""
    found = (
        sa.select(*_HEADER).where(receipt_sets.c.consultation == consultation).order_by(receipt_sets.c.number)
    )
    return tuple(_set(row) for row in tx.connection.execute(found))


def leaves_of_set(tx: Transaction, consultation: str, number: int) -> bytes | None:
    """As they were published, one after the other; None where there is no such set."""
    its = sa.and_(receipt_sets.c.consultation == consultation, receipt_sets.c.number == number)
    found: bytes | None = tx.connection.execute(
        sa.select(receipt_sets.c.leaves).where(its)
    ).scalar_one_or_none()
    return found


def note_keys(tx: Transaction, at: datetime) -> None:
    """Keep the public halves of the keys of this deployment."""
    for name, public in public_keys(tx.keys).items():
        row = {"name": name, "public": public, "first_seen_at": at}
        tx.connection.execute(upserting(tx, signing_keys).values(row).on_conflict_do_nothing())


def known_keys(tx: Transaction) -> Mapping[str, bytes]:
    """All that ever signed, by name: those noted, and those of now."""
    noted = sa.select(signing_keys.c.name, signing_keys.c.public).order_by(signing_keys.c.name)
    return {row.name: row.public for row in tx.connection.execute(noted)} | dict(public_keys(tx.keys))


def _set(row: sa.Row[*tuple[Any, ...]]) -> ReceiptSet:
    return ReceiptSet(
        row.consultation,
        row.number,
        row.until,
        row._mapping["count"],
        row.unsigned,
        row.standing,
        row.root,
        row.signed_by,
        row.signature.hex(),
    )
