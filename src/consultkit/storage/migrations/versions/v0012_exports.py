"""Exports that officials asked for."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from consultkit.storage.tables.base import Instant

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.create_table(
        "exports",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("consultation", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("choice_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("done", sa.BigInteger(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("asked_at", Instant(), nullable=False),
        sa.Column("next_at", Instant(), nullable=False),
        sa.Column("kept_until", Instant(), nullable=False),
        sa.CheckConstraint(
            "state IN ('waiting','making','ready','failed')", name=op.f("ck_exports_state_known")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exports")),
    )
    op.create_index("ix_exports_asked_by", "exports", ["asked_by", "consultation", "asked_at"], unique=False)
    op.create_index("ix_exports_next", "exports", ["state", "next_at"], unique=False)
