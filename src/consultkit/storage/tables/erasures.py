"""What was erased: ids alone."""

from __future__ import annotations

import sqlalchemy as sa

from consultkit.storage.tables.base import Instant, metadata

erasures = sa.Table(
    "erasures",
    metadata,
    sa.Column("subject_id", sa.Uuid, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("consultation", sa.Text, nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.CheckConstraint("kind IN ('contribution','person')", name="kind_known"),
)
"""`subject_id` is that of the submission or of the respondent, which leads to nothing any more. It is kept so
that what comes back with an older copy of the database is erased again; the file store has the same list."""
