"""Files that are attached to what is written in a room of the chronicle."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.add_column("attachments", sa.Column("room", sa.Text(), nullable=False, server_default=""))
