"""Reminders of drafts: which closing each owner was written to about."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from consultkit.storage.tables.base import Instant

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.add_column("drafts", sa.Column("reminded_for", Instant(), nullable=True))
