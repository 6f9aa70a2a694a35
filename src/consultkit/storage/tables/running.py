"""What the processes of a deployment say of themselves."""

from __future__ import annotations

import sqlalchemy as sa

from consultkit.storage.tables.base import Instant, metadata

heartbeats = sa.Table(
    "heartbeats",
    metadata,
    sa.Column("worker", sa.Uuid, primary_key=True),
    sa.Column("began_at", Instant, nullable=False),
    sa.Column("seen_at", Instant, nullable=False),
)
"""When each worker last said that it is at work, by the database's clock: real time in rehearsals too."""
