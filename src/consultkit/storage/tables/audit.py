"""The journal of what officials did. Triggers of the database refuse to change or delete a row of it."""

from __future__ import annotations

import sqlalchemy as sa

from consultkit.storage.tables.base import Instant, metadata

audit = sa.Table(
    "audit",
    metadata,
    sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("what", sa.Text, nullable=False),
    sa.Column("consultation", sa.Text, nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("actor", sa.Uuid),
    sa.Column("about", sa.Uuid),
    sa.Column("detail", sa.Text, nullable=False),
    sa.Column("digest", sa.LargeBinary, nullable=False),
    sa.Index("ix_audit_consultation", "consultation", "number"),
)

audit_checkpoints = sa.Table(
    "audit_checkpoints",
    metadata,
    sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("digest", sa.String(64), nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("signed_by", sa.Text, nullable=False),
    sa.Column("signature", sa.LargeBinary, nullable=False),
)
"""Signed ends of the journal: who has the database and not the keys cannot make one."""
