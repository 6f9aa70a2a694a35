"""What respondents give: forms, drafts, submissions, receipts and the keys that protect them."""

from __future__ import annotations

import sqlalchemy as sa

from consultkit.storage.tables.base import Instant, document, metadata

forms = sa.Table(
    "forms",
    metadata,
    sa.Column("digest", sa.String(64), primary_key=True),
    sa.Column("consultation", sa.Text, nullable=False, index=True),
    sa.Column("document", document, nullable=False),
    sa.Column("first_seen_at", Instant, nullable=False),
)
"""Every form that was ever served: a submission stays readable for ever after."""

window_events = sa.Table(
    "window_events",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("consultation", sa.Text, nullable=False, index=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("closes_at", Instant),
    sa.Column("decided_by", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("recorded_at", Instant, nullable=False),
    sa.CheckConstraint("kind IN ('opened','extended','suspended','resumed','closed')", name="kind_known"),
    sa.CheckConstraint("(kind = 'extended') = (closes_at IS NOT NULL)", name="extension_has_instant"),
)

rehearsals = sa.Table(
    "rehearsals",
    metadata,
    sa.Column("starts_at", Instant, primary_key=True),
    sa.Column("began_at", Instant, nullable=False),
)
"""When each rehearsed date was last begun, in real time: so that all processes read the same clock."""

data_keys = sa.Table(
    "data_keys",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("kek", sa.Text, nullable=False),
    sa.Column("wrapped", sa.LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)
"""One wrapped key per protected row, with that row's id. Apart from the rows, so that it can be backed up
apart: destroying a key here erases the row it opens, in old backups too."""

drafts = sa.Table(
    "drafts",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("consultation", sa.Text, nullable=False),
    sa.Column("respondent_id", sa.Uuid, sa.ForeignKey("respondents.id"), nullable=False),
    sa.Column("form_digest", sa.String(64), nullable=False),
    sa.Column("open_answers", document, nullable=False),
    sa.Column("envelope", sa.LargeBinary),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("submit_key", sa.String(64), nullable=False),
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("updated_at", Instant, nullable=False),
    sa.Column("reminded_for", Instant),
    sa.Column("corrects", sa.Text),
    sa.Column("page", sa.Text),
    sa.Index("ix_drafts_owner", "respondent_id", "consultation"),
    sa.Index("uq_drafts_corrects", "corrects", unique=True),
)
"""`reminded_for` is the closing that its owner was last written to about; `corrects` the reference of the
submission that it is to replace, of which there is one correction at a time; `page` the one saved last.

Neither this table nor `submissions` has a foreign key to `forms`: every writer would lock the one row of
the form that all answer. Rows of `forms` are never deleted, and digests are read from there."""

provenance = sa.Table(
    "provenance",
    metadata,
    sa.Column("contribution_id", sa.Uuid, primary_key=True),
    sa.Column("question", sa.Text, primary_key=True),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("told_at", Instant, nullable=False),
    sqlite_with_rowid=False,
)
"""Answers that a register told and nobody changed since. No foreign key: a submission keeps the id of its
draft, so that what is noted here follows it without being written again."""

submissions = sa.Table(
    "submissions",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("consultation", sa.Text, nullable=False),
    sa.Column("respondent_id", sa.Uuid, sa.ForeignKey("respondents.id"), nullable=False),
    sa.Column("form_digest", sa.String(64), nullable=False),
    sa.Column("submit_key", sa.String(64), nullable=False, unique=True),
    sa.Column("reference", sa.Text, nullable=False, unique=True),
    sa.Column("open_answers", document, nullable=False),
    sa.Column("envelope", sa.LargeBinary),
    sa.Column("received_at", Instant, nullable=False),
    sa.Column("decided_at", Instant, nullable=False),
    sa.Column("late_by_ms", sa.BigInteger, nullable=False),
    sa.Column("only_one", sa.Text),
    sa.CheckConstraint("late_by_ms >= 0", name="lateness"),
    sa.UniqueConstraint("respondent_id", "only_one", name="uq_submissions_one_each"),
    sa.Index("ix_submissions_latest", "consultation", "received_at", "id"),
)
"""A submission keeps the id of its draft: so the primary key refuses a second one from the same draft.
`only_one` repeats the consultation where it takes one contribution from each, and is NULL elsewhere:
so the database itself refuses the second one."""

retractions = sa.Table(
    "retractions",
    metadata,
    sa.Column("submission_id", sa.Uuid, sa.ForeignKey("submissions.id"), primary_key=True),
    sa.Column("replaced_by", sa.Uuid, sa.ForeignKey("submissions.id"), unique=True),
    sa.Column("at", Instant, nullable=False),
    sqlite_with_rowid=False,
)
"""Submissions that were withdrawn, or replaced by a corrected one: once each, says the primary key. What has
no row here stands: it is listed, counted, exported and followed up."""

receipts = sa.Table(
    "receipts",
    metadata,
    sa.Column("reference", sa.Text, primary_key=True),
    sa.Column("submission_id", sa.Uuid, nullable=False, unique=True),
    sa.Column("consultation", sa.Text, nullable=False),
    sa.Column("form_digest", sa.String(64), nullable=False),
    sa.Column("received_at", Instant, nullable=False),
    sa.Column("answers_sha256", sa.String(64), nullable=False),
    sa.Column("late_by_ms", sa.BigInteger, nullable=False),
    sa.Column("signed_by", sa.Text),
    sa.Column("signature", sa.LargeBinary),
    sqlite_with_rowid=False,
)
"""Apart from the submission, which may be withdrawn while its receipt stays good; erased with it."""
