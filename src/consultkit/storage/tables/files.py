"""Files that respondents hand in, and those that are attached to what is written in a room."""

from __future__ import annotations

import sqlalchemy as sa

from consultkit.storage.tables.base import Instant, metadata

attachments = sa.Table(
    "attachments",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("draft_id", sa.Uuid, nullable=False, index=True),
    sa.Column("consultation", sa.Text, nullable=False),
    sa.Column("question", sa.Text, nullable=False),
    sa.Column("name_sealed", sa.LargeBinary, nullable=False),
    sa.Column("format", sa.Text, nullable=False),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("sha256", sa.String(64), nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("stored_at", Instant, nullable=False),
    sa.Column("settled", sa.Boolean, nullable=False),
    sa.Column("room", sa.Text, nullable=False, server_default=""),
    sa.CheckConstraint("state IN ('pending','clean','infected','unknown','unscanned')", name="state_known"),
)
"""Each file of a draft, and of the submission that has its id. The bytes are in the file store, under the id;
their key is in `data_keys`, under the id too. `settled` says that the submission was seen to name it. With a
`room`, `draft_id` is a subject of that room of the chronicle, and `settled` says that an event names it."""
