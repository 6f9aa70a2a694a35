"""The journal of what was erased."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from consultkit.storage.tables.base import Instant

revision = "0014"
down_revision = "0012"


def upgrade() -> None:
    op.create_table(
        "erasures",
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("consultation", sa.Text(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.CheckConstraint("kind IN ('contribution','person')", name=op.f("ck_erasures_kind_known")),
        sa.PrimaryKeyConstraint("subject_id", name=op.f("pk_erasures")),
    )
