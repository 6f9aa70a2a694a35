"""Who answers, who studies, and how they proved it."""

from __future__ import annotations

import sqlalchemy as sa

from consultkit.storage.tables.base import Instant, document, metadata

respondents = sa.Table(
    "respondents",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("language", sa.Text),
)
"""`language` is that of the pages that they read last: letters are written in it."""

identities = sa.Table(
    "identities",
    metadata,
    sa.Column("issuer", sa.Text, primary_key=True),
    sa.Column("subject", sa.Text, primary_key=True),
    sa.Column("respondent_id", sa.Uuid, sa.ForeignKey("respondents.id"), nullable=False, index=True),
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("way", sa.Text, nullable=False, server_default=""),
    sa.Column("claims_sealed", sa.LargeBinary),
    sa.Column("used_at", Instant),
)
"""The key is issuer and subject together; an e-mail address never is one. `claims_sealed` is what the
provider told at the last sign-in, when a file asked it anything."""

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
    sa.Column("source", sa.Text, nullable=False, server_default="given"),
    sa.Column("serves", sa.Text, nullable=False, server_default=""),
    sa.CheckConstraint("role IN ('reader','caseworker','manager','mediator','party')", name="role_known"),
    sa.CheckConstraint("source IN ('given','provider')", name="source_known"),
    sa.CheckConstraint("(role IN ('mediator','party')) = (serves <> '')", name="outside_serves"),
)
"""`given` by an administrator, or by what the provider says of an official, anew at each sign-in."""

mail_links = sa.Table(
    "mail_links",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("email_index", sa.String(64), nullable=False),
    sa.Column("email_sealed", sa.LargeBinary, nullable=False),
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("expires_at", Instant, nullable=False),
    sa.Column("used_at", Instant),
    sa.Column("purpose", sa.Text, nullable=False, server_default="choose_password"),
    sa.Column("subject_id", sa.Uuid),
    sa.CheckConstraint(
        "purpose IN ('choose_password','leave_address','take_address','join','notice')", name="purpose_known"
    ),
    sa.Index("ix_mail_links_address", "email_index", "created_at"),
)
"""A link goes to an address, not to an account: asking for one does the same whether or not there is an
account, which is made when the link is used. The secret of a link is not stored: it is a keyed digest of the
id, made again when the letter is written. `subject_id` is the address change that a link confirms at one of
its two ends, or the respondent who asked to join an account. The link of a notice opens nothing."""

address_changes = sa.Table(
    "address_changes",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("account_id", sa.Uuid, sa.ForeignKey("accounts.id"), nullable=False, unique=True),
    sa.Column("email_sealed", sa.LargeBinary, nullable=False),
    sa.Column("left_at", Instant),
    sa.Column("taken_at", Instant),
    sa.Column("expires_at", Instant, nullable=False),
)
"""A new address waits until both mailboxes agree: the old one (`left_at`) and the new one (`taken_at`)."""

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
    sa.Column("way", sa.Text),
    sa.Column("device", sa.Text, nullable=False, server_default=""),
    sa.Column("opens_desk", sa.Boolean, nullable=False, server_default=sa.false()),
)

sign_in_attempts = sa.Table(
    "sign_in_attempts",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("whose", sa.String(64), nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Index("ix_sign_in_attempts_recent", "whose", "at"),
)
"""Tries, by the keyed digest of what is guarded (an address, an account's second factor) or of where they
come from: guessing is slowed down on every worker at once."""

second_factors = sa.Table(
    "second_factors",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("account_id", sa.Uuid, sa.ForeignKey("accounts.id"), nullable=False, index=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("secret_sealed", sa.LargeBinary, nullable=False),
    sa.Column("counter", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("used_at", Instant),
    sa.CheckConstraint("kind IN ('totp','passkey')", name="kind_known"),
)
"""What an official proves beside a password. `counter` is the last time step of a code that was taken, or the
signature counter of a passkey: neither serves twice."""

recovery_codes = sa.Table(
    "recovery_codes",
    metadata,
    sa.Column("account_id", sa.Uuid, sa.ForeignKey("accounts.id"), primary_key=True),
    sa.Column("code_digest", sa.String(64), primary_key=True),
    sa.Column("used_at", Instant),
)
"""For who has lost their second factors. Each serves once; only a keyed digest is kept."""

held_forms = sa.Table(
    "held_forms",
    metadata,
    sa.Column("session_hash", sa.String(64), primary_key=True),
    sa.Column("content_sealed", sa.LargeBinary, nullable=False),
    sa.Column("expires_at", Instant, nullable=False, index=True),
)
"""What somebody had typed when their session was over, held until they have signed in again."""

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
