"""Exports that officials asked for."""

from __future__ import annotations

import sqlalchemy as sa

from consultkit.storage.tables.base import Instant, metadata

exports = sa.Table(
    "exports",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("consultation", sa.Text, nullable=False),
    sa.Column("asked_by", sa.Uuid, nullable=False),
    sa.Column("choice_sealed", sa.LargeBinary, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("done", sa.BigInteger, nullable=False),
    sa.Column("total", sa.BigInteger, nullable=False),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("file_id", sa.Uuid),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("asked_at", Instant, nullable=False),
    sa.Column("next_at", Instant, nullable=False),
    sa.Column("kept_until", Instant, nullable=False),
    sa.CheckConstraint("state IN ('waiting','making','ready','failed')", name="state_known"),
    sa.Index("ix_exports_asked_by", "asked_by", "consultation", "asked_at"),
    sa.Index("ix_exports_next", "state", "next_at"),
)
"""The file is in the file store under `file_id`, sealed under the key that `data_keys` has for that id: each
try has another, so that no key ever seals two contents. `next_at` is when it may be begun; while it is being
made, when another worker may take it over."""
