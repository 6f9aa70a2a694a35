"""Contributions that were corrected or withdrawn."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from consultkit.storage.tables.base import Instant

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "retractions",
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("replaced_by", sa.Uuid(), nullable=True),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["replaced_by"], ["submissions.id"], name=op.f("fk_retractions_replaced_by")),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submissions.id"], name=op.f("fk_retractions_submission_id")
        ),
        sa.PrimaryKeyConstraint("submission_id", name=op.f("pk_retractions")),
        sa.UniqueConstraint("replaced_by", name=op.f("uq_retractions_replaced_by")),
        sqlite_with_rowid=False,
    )
    op.add_column("drafts", sa.Column("corrects", sa.Text(), nullable=True))
    op.create_index("uq_drafts_corrects", "drafts", ["corrects"], unique=True)
