"""What officials do: one chronicle for all that is studied."""

from __future__ import annotations

import sqlalchemy as sa

from consultkit.storage.tables.base import Instant, metadata

chronicle = sa.Table(
    "chronicle",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("consultation", sa.Text, nullable=False),
    sa.Column("room", sa.Text, nullable=False),
    sa.Column("subject_id", sa.Uuid, nullable=False),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("by", sa.Uuid),
    sa.Column("envelope", sa.LargeBinary, nullable=False),
    sa.UniqueConstraint("subject_id", "room", "number", name="uq_chronicle_number"),
    sa.Index("ix_chronicle_room", "consultation", "room", "at"),
)
"""Rows are added and never changed, but by an erasure: of what they are about, or of what they quote. What
two officials write at the same time gets two numbers, and the second is told. The content is in the envelope,
under the key of its subject in `data_keys`: who erases the subject erases what was said of it. `by` is an
account, which may be gone."""
