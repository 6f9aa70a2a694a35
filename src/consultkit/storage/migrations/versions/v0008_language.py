"""The language that a person reads."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.add_column("respondents", sa.Column("language", sa.Text(), nullable=True))
