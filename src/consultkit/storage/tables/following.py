"""What follows a submission: the outbox, the cases, and the counts."""

from __future__ import annotations

import sqlalchemy as sa

from consultkit.storage.tables.base import Instant, big_id, document, metadata

outbox = sa.Table(
    "outbox",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("consultation", sa.Text),
    sa.Column("plugin", sa.Text),
    sa.Column("subject_id", sa.Uuid, nullable=False),
    sa.Column("payload", document, nullable=False),
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("next_at", Instant, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("last_error", sa.Text),
    sa.Column("stuck_at", Instant),
    sa.Column("refused_at", Instant),
    sa.Column("done_at", Instant),
    sa.CheckConstraint("kind IN ('route','deliver','letter','scan')", name="kind_known"),
    sa.UniqueConstraint("kind", "subject_id", "plugin", name="uq_outbox_once"),
    sa.Index(
        "ix_outbox_due",
        "next_at",
        sqlite_where=sa.text("done_at IS NULL AND refused_at IS NULL"),
        postgresql_where=sa.text("done_at IS NULL AND refused_at IS NULL"),
    ),
)
"""Work that a commit promised. `subject_id` is the submission (route), the case (deliver), the mail link
(letter) or the attachment (scan). Secrets and answers are never in `payload`."""

cases = sa.Table(
    "cases",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("consultation", sa.Text, nullable=False, index=True),
    sa.Column("submission_id", sa.Uuid, sa.ForeignKey("submissions.id"), nullable=False),
    sa.Column("plugin", sa.Text, nullable=False),
    sa.Column("destination", sa.Text, nullable=False),
    sa.Column("missing", document, nullable=False),
    sa.Column("envelope", sa.LargeBinary, nullable=False),
    sa.Column("opened_at", Instant, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("last_attempt_at", Instant),
    sa.Column("last_error", sa.Text),
    sa.Column("stuck_at", Instant),
    sa.Column("refused_at", Instant),
    sa.Column("acknowledged_at", Instant),
    sa.Column("receiver_reference", sa.Text),
    sa.UniqueConstraint("submission_id", "destination", name="uq_cases_destination"),
)
"""A kept referral. Subject and body are in the envelope, under the case's own key in `data_keys`."""

inquiries = sa.Table(
    "inquiries",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("consultation", sa.Text, nullable=False),
    sa.Column("submission_id", sa.Uuid, sa.ForeignKey("submissions.id"), nullable=False, index=True),
    sa.Column("asked_by", sa.Uuid, nullable=False),
    sa.Column("asked_at", Instant, nullable=False),
    sa.Column("until", Instant, nullable=False),
    sa.Column("envelope", sa.LargeBinary, nullable=False),
)
"""What officials asked about a contribution. The words are in the envelope, under a key of their own in
`data_keys`. `asked_by` is the account of the official, who may be gone."""

facets = sa.Table(
    "facets",
    metadata,
    sa.Column("consultation", sa.Text, primary_key=True),
    sa.Column("question", sa.Text, primary_key=True),
    sa.Column("code", sa.Text, primary_key=True),
    sa.Column("submission_id", sa.Uuid, primary_key=True),
    sqlite_with_rowid=False,
)
"""One narrow row per closed answer, for filters and cross-tables. A submission writes dozens of them: so the
key that serves the counting is the only index, and there is no foreign key. Those of one submission are
found through its answers, which say the questions and the codes."""

tally_deltas = sa.Table(
    "tally_deltas",
    metadata,
    sa.Column("id", big_id, primary_key=True, autoincrement=True),
    sa.Column("consultation", sa.Text, nullable=False),
    sa.Column("marks", document, nullable=False),
    sa.Column("change", sa.Integer, nullable=False),
    sa.CheckConstraint("change IN (-1, 1)", name="change_is_one"),
)
"""What one submission adds to the counts (`change` is 1) or, once it stands no more, takes away (-1).

`marks` lists `[question, code]` pairs, each counting for one; those with a third element, 1, are counted
together too, two by two. A single row holds them all: the submit transaction writes it, the worker folds it
into `tallies` and `tally_pairs` and deletes it.
"""

tallies = sa.Table(
    "tallies",
    metadata,
    sa.Column("consultation", sa.Text, primary_key=True),
    sa.Column("question", sa.Text, primary_key=True),
    sa.Column("code", sa.Text, primary_key=True),
    sa.Column("count", sa.BigInteger, nullable=False),
)
"""Kept counts. Question `''` with code `''` counts whole contributions. Of a question, code `''` counts those
who answered it, whatever its type; `@skipped` those who were asked and did not; `=1230` or `=2018-11` a
number or a month; any other code those who gave that closed answer. `rows[].name` counts rows of `rows` where
`rows.name` counts contributions. Questions that begin with `@` count sendings as they happened: these are
never taken back."""

tally_pairs = sa.Table(
    "tally_pairs",
    metadata,
    sa.Column("consultation", sa.Text, primary_key=True),
    sa.Column("question", sa.Text, primary_key=True),
    sa.Column("by_question", sa.Text, primary_key=True),
    sa.Column("code", sa.Text, primary_key=True),
    sa.Column("by_code", sa.Text, primary_key=True),
    sa.Column("count", sa.BigInteger, nullable=False),
    sa.CheckConstraint("question < by_question", name="in_order"),
    sa.Index("ix_tally_pairs_by", "consultation", "by_question"),
)
"""Kept counts of two closed answers together, code `''` being any answer to the question: each pair of
questions once, in the order of their ids."""
