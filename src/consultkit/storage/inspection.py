"""What can be asked about a database before anybody relies on it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from consultkit.storage.archive import Archive, Transaction
from consultkit.storage.migrate import config_for
from consultkit.storage.sealing import WrappedKey
from consultkit.storage.tables import accounts, data_keys, offices, second_factors


def version(archive: Archive) -> str:
    """Such as `PostgreSQL 17.2`."""
    with archive.reading() as tx:
        if not tx.on_postgresql:
            return f"SQLite {tx.connection.exec_driver_sql('SELECT sqlite_version()').scalar_one()}"
        return f"PostgreSQL {tx.connection.exec_driver_sql('SHOW server_version').scalar_one()}"


def file_of(archive: Archive) -> str | None:
    """The file of an SQLite database; None where there is none."""
    return archive.engine.url.database if archive.one_writer else None


def pending_migrations(archive: Archive) -> Sequence[str] | None:
    """Those that this version has and the database lacks; None when the database is of a newer version."""
    with archive.reading() as tx:
        at = MigrationContext.configure(tx.connection).get_current_revision()
        scripts = ScriptDirectory.from_config(config_for(tx.connection))
    newest_first = [script.revision for script in scripts.walk_revisions()]
    if at is None:
        return newest_first
    return newest_first[: newest_first.index(at)] if at in newest_first else None


def clock_difference(archive: Archive) -> timedelta:
    """How far the clock of the database is ahead of this machine's, give or take the way there."""
    with archive.reading() as tx:
        tx.database_now()  # The first answer of a connection comes late.
        before = datetime.now(UTC)
        there = tx.database_now()
        after = datetime.now(UTC)
    if before <= there <= after:
        return timedelta(0)
    return there - after if there > after else there - before


def keys_open(archive: Archive) -> bool:
    """Whether what was sealed last opens with the keys at hand; an empty database has nothing to open.

    Raises SealBrokenError when it does not.
    """
    with archive.reading() as tx:
        newest = sa.select(data_keys).order_by(data_keys.c.id.desc()).limit(1)
        row = tx.connection.execute(newest).one_or_none()
        if row is not None:
            tx.keys.open_key(row.id, WrappedKey(row.kek, row.wrapped))
    return row is not None


def officials_with_one_factor(tx: Transaction) -> int:
    """How many hold an office, sign in with a password, and have no second factor."""
    guarded = sa.select(second_factors.c.account_id)
    holders = sa.select(offices.c.account_id).where(offices.c.account_id.not_in(guarded))
    found = sa.select(sa.func.count()).where(
        accounts.c.password_hash.is_not(None), accounts.c.id.in_(holders)
    )
    return tx.connection.execute(found.select_from(accounts)).scalar_one()
