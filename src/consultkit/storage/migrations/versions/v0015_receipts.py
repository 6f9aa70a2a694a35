"""Receipts are signed, and published as one set. Those given before stay unsigned."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from consultkit.storage.tables.base import Instant

revision = "0015"
down_revision = "0019"


def upgrade() -> None:
    op.add_column("receipts", sa.Column("signed_by", sa.Text(), nullable=True))
    op.add_column("receipts", sa.Column("signature", sa.LargeBinary(), nullable=True))
    op.create_table(
        "receipt_leaves",
        sa.Column("leaf", sa.LargeBinary(), nullable=False),
        sa.Column("consultation", sa.Text(), nullable=False),
        sa.Column("received_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("leaf", name=op.f("pk_receipt_leaves")),
    )
    op.create_index("ix_receipt_leaves_received", "receipt_leaves", ["consultation", "received_at"])
    op.create_table(
        "receipt_sets",
        sa.Column("consultation", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("until", Instant(), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.Column("unsigned", sa.BigInteger(), nullable=False),
        sa.Column("standing", sa.BigInteger(), nullable=False),
        sa.Column("root", sa.String(length=64), nullable=False),
        sa.Column("signed_by", sa.Text(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.Column("leaves", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("consultation", "number", name=op.f("pk_receipt_sets")),
    )
    op.create_table(
        "signing_keys",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("public", sa.LargeBinary(), nullable=False),
        sa.Column("first_seen_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_signing_keys")),
    )
