"""Where an answer comes from that a register told."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from consultkit.storage.tables.base import Instant

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "provenance",
        sa.Column("contribution_id", sa.Uuid, primary_key=True),
        sa.Column("question", sa.Text, primary_key=True),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("told_at", Instant(), nullable=False),
        sqlite_with_rowid=False,
    )
