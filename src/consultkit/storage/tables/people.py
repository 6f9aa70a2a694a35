"""Who answers, who studies, and how they proved it."""

from __future__ import annotations

import sqlalchemy as sa

from consultkit.storage.tables.base import Instant, document, metadata

respondents = sa.Table(
    "respondents",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("created_at", Instant, nullable=False),
)

identities = sa.Table(
    "identities",
    metadata,
    sa.Column("issuer", sa.Text, primary_key=True),
    sa.Column("subject", sa.Text, primary_key=True),
    sa.Column("respondent_id", sa.Uuid, sa.ForeignKey("respondents.id"), nullable=False, index=True),
    sa.Column("created_at", Instant, nullable=False),
)
"""The key is issuer and subject together; an e-mail address never is one."""

accounts = sa.Table(
    "accounts",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("email_index", sa.String(64), nullable=False, unique=True),
    sa.Column("email_sealed", sa.LargeBinary, nullable=False),
    sa.Column("password_hash", sa.Text),
    sa.Column("confirmed_at", Instant),
    sa.Column("respondent_id", sa.Uuid, sa.ForeignKey("respondents.id"), nullable=False, unique=True),
    sa.Column("created_at", Instant, nullable=False),
    sa.CheckConstraint("password_hash IS NULL OR confirmed_at IS NOT NULL", name="password_after_confirming"),
)
"""An address is found by a keyed digest and kept sealed: a stolen table does not say who has an account."""

offices = sa.Table(
    "offices",
    metadata,
    sa.Column("account_id", sa.Uuid, sa.ForeignKey("accounts.id"), primary_key=True),
    sa.Column("consultation", sa.Text, primary_key=True),
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("created_at", Instant, nullable=False),
    sa.CheckConstraint("role IN ('reader','caseworker','manager')", name="role_known"),
)

mail_links = sa.Table(
    "mail_links",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("email_index", sa.String(64), nullable=False),
    sa.Column("email_sealed", sa.LargeBinary, nullable=False),
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("expires_at", Instant, nullable=False),
    sa.Column("used_at", Instant),
    sa.Index("ix_mail_links_address", "email_index", "created_at"),
)
"""A link goes to an address, not to an account: asking for one does the same whether or not there is an
account, which is made when the link is used. The secret of a link is not stored: it is a keyed digest of the
id, made again when the letter is written."""

sessions = sa.Table(
    "sessions",
    metadata,
    sa.Column("id_hash", sa.String(64), primary_key=True),
    sa.Column("respondent_id", sa.Uuid, sa.ForeignKey("respondents.id"), index=True),
    sa.Column("account_id", sa.Uuid, sa.ForeignKey("accounts.id"), index=True),
    sa.Column("data_sealed", sa.LargeBinary, nullable=False),
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("seen_at", Instant, nullable=False),
    sa.Column("expires_at", Instant, nullable=False, index=True),
)

sign_in_attempts = sa.Table(
    "sign_in_attempts",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("email_index", sa.String(64), nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Index("ix_sign_in_attempts_recent", "email_index", "at"),
)
"""Failed tries, by the keyed digest of the address: guessing is slowed down on every worker at once."""

provider_sign_ins = sa.Table(
    "provider_sign_ins",
    metadata,
    sa.Column("state_hash", sa.String(64), primary_key=True),
    sa.Column("session_hash", sa.String(64), nullable=False),
    sa.Column("provider", sa.Text, nullable=False),
    sa.Column("details", document, nullable=False),
    sa.Column("expires_at", Instant, nullable=False, index=True),
)
"""A sign-in under way at an identity provider: used once, in the session that began it."""
