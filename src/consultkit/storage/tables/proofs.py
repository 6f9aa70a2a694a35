"""What proves that a contribution was received, for good: leaves, their published sets, public keys."""

from __future__ import annotations

import sqlalchemy as sa

from consultkit.storage.tables.base import Instant, metadata

receipt_leaves = sa.Table(
    "receipt_leaves",
    metadata,
    sa.Column("leaf", sa.LargeBinary, primary_key=True),
    sa.Column("consultation", sa.Text, nullable=False),
    sa.Column("received_at", Instant, nullable=False),
    sa.Index("ix_receipt_leaves_received", "consultation", "received_at"),
)
"""The salted digest of each signed receipt. It names nobody and leads to no row: so it stays when what it was
computed from is erased."""

receipt_sets = sa.Table(
    "receipt_sets",
    metadata,
    sa.Column("consultation", sa.Text, primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("until", Instant, nullable=False),
    sa.Column("count", sa.BigInteger, nullable=False),
    sa.Column("unsigned", sa.BigInteger, nullable=False),
    sa.Column("standing", sa.BigInteger, nullable=False),
    sa.Column("root", sa.String(64), nullable=False),
    sa.Column("signed_by", sa.Text, nullable=False),
    sa.Column("signature", sa.LargeBinary, nullable=False),
    sa.Column("leaves", sa.LargeBinary, nullable=False),
)
"""As they were published, with their leaves one after the other, sorted. Never changed."""

signing_keys = sa.Table(
    "signing_keys",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("public", sa.LargeBinary, nullable=False),
    sa.Column("first_seen_at", Instant, nullable=False),
)
"""The public halves of the keys that signed receipts: these outlive the keys."""
