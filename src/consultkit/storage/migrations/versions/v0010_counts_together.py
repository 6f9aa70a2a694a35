"""Closed answers counted two by two, and the page at which a draft was left."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.create_table(
        "tally_pairs",
        sa.Column("consultation", sa.Text(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("by_question", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("by_code", sa.Text(), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("question < by_question", name=op.f("ck_tally_pairs_in_order")),
        sa.PrimaryKeyConstraint(
            "consultation", "question", "by_question", "code", "by_code", name=op.f("pk_tally_pairs")
        ),
    )
    op.create_index("ix_tally_pairs_by", "tally_pairs", ["consultation", "by_question"], unique=False)
    op.add_column("drafts", sa.Column("page", sa.Text(), nullable=True))
