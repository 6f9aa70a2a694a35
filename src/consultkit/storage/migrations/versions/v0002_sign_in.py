"""Sign-in: what providers tell, second factors, changes of address, visits that can be told apart."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from consultkit.storage.tables.base import Instant

revision = "0002"
down_revision = "0001"

# SQLite adds a constraint to a table that exists only with a column of it; PostgreSQL takes the same words.
_OFFICE_SOURCE = """
ALTER TABLE offices ADD COLUMN source TEXT DEFAULT 'given' NOT NULL
    CONSTRAINT ck_offices_source_known CHECK (source IN ('given','provider'))
"""
_LINK_PURPOSE = """
ALTER TABLE mail_links ADD COLUMN purpose TEXT DEFAULT 'choose_password' NOT NULL
    CONSTRAINT ck_mail_links_purpose_known
    CHECK (purpose IN ('choose_password','leave_address','take_address','join','notice'))
"""


def upgrade() -> None:
    op.execute(_OFFICE_SOURCE)
    op.execute(_LINK_PURPOSE)
    op.execute("ALTER TABLE sign_in_attempts RENAME COLUMN email_index TO whose")
    op.add_column("mail_links", sa.Column("subject_id", sa.Uuid(), nullable=True))
    op.add_column("identities", sa.Column("way", sa.Text(), server_default="", nullable=False))
    op.add_column("identities", sa.Column("claims_sealed", sa.LargeBinary(), nullable=True))
    op.add_column("identities", sa.Column("used_at", Instant(), nullable=True))
    op.add_column("sessions", sa.Column("way", sa.Text(), nullable=True))
    op.add_column("sessions", sa.Column("device", sa.Text(), server_default="", nullable=False))
    opens_desk = sa.Column("opens_desk", sa.Boolean(), server_default=sa.false(), nullable=False)
    op.add_column("sessions", opens_desk)
    _create_tables()


def _create_tables() -> None:
    op.create_table(
        "address_changes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("email_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("left_at", Instant(), nullable=True),
        sa.Column("taken_at", Instant(), nullable=True),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_address_changes_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_address_changes")),
        sa.UniqueConstraint("account_id", name=op.f("uq_address_changes_account_id")),
    )
    op.create_table(
        "second_factors",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("secret_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("counter", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("used_at", Instant(), nullable=True),
        sa.CheckConstraint("kind IN ('totp','passkey')", name=op.f("ck_second_factors_kind_known")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_second_factors_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_second_factors")),
    )
    op.create_index(op.f("ix_second_factors_account_id"), "second_factors", ["account_id"], unique=False)
    op.create_table(
        "recovery_codes",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("code_digest", sa.String(length=64), nullable=False),
        sa.Column("used_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_recovery_codes_account_id")),
        sa.PrimaryKeyConstraint("account_id", "code_digest", name=op.f("pk_recovery_codes")),
    )
    op.create_table(
        "held_forms",
        sa.Column("session_hash", sa.String(length=64), nullable=False),
        sa.Column("content_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("session_hash", name=op.f("pk_held_forms")),
    )
    op.create_index(op.f("ix_held_forms_expires_at"), "held_forms", ["expires_at"], unique=False)
