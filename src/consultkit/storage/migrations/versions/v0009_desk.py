"""The chronicle of the desk, and offices outside it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from consultkit.storage.tables.base import Instant

revision = "0009"
down_revision = "0008"

_ROLES = "role IN ('reader','caseworker','manager','mediator','party')"
_SERVES = "(role IN ('mediator','party')) = (serves <> '')"
_SOURCES = "source IN ('given','provider')"


def upgrade() -> None:
    _make_the_chronicle()
    op.add_column("offices", sa.Column("serves", sa.Text(), nullable=False, server_default=""))
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint(op.f("ck_offices_role_known"), "offices", type_="check")
        op.create_check_constraint(op.f("ck_offices_role_known"), "offices", _ROLES)
        op.create_check_constraint(op.f("ck_offices_outside_serves"), "offices", _SERVES)
    else:
        # SQLite changes no constraint of a table that exists: it is made anew, and the rows are copied.
        with op.batch_alter_table("offices", copy_from=_offices(), recreate="always"):
            pass


def _make_the_chronicle() -> None:
    op.create_table(
        "chronicle",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("consultation", sa.Text(), nullable=False),
        sa.Column("room", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=True),
        sa.Column("envelope", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chronicle")),
        sa.UniqueConstraint("subject_id", "room", "number", name="uq_chronicle_number"),
    )
    op.create_index("ix_chronicle_room", "chronicle", ["consultation", "room", "at"], unique=False)


def _offices() -> sa.Table:
    return sa.Table(
        "offices",
        sa.MetaData(),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("consultation", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False, server_default="given"),
        sa.Column("serves", sa.Text(), nullable=False, server_default=""),
        sa.CheckConstraint(_ROLES, name=op.f("ck_offices_role_known")),
        sa.CheckConstraint(_SOURCES, name=op.f("ck_offices_source_known")),
        sa.CheckConstraint(_SERVES, name=op.f("ck_offices_outside_serves")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_offices_account_id")),
        sa.PrimaryKeyConstraint("account_id", "consultation", name=op.f("pk_offices")),
    )
