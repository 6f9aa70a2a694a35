"""Bring a database to the newest shape, and refuse one that would lose what it acknowledged."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from consultkit.errors import ConfigurationError
from consultkit.storage.archive import Archive, Transaction

MIGRATIONS = Path(__file__).parent / "migrations"
LOCK = 0x636F6E73756C7400
"""Any number that nothing else in the database locks: the bytes of "consult"."""

SQLITE_SYNCHRONOUS_FULL = 2
NOT_DURABLE = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}


def migrate(archive: Archive) -> None:
    """Apply the migrations that are missing. Of several processes that start at once, one does the work."""
    with archive.writing() as tx:
        if tx.on_postgresql:
            tx.connection.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK)))
        command.upgrade(config_for(tx.connection), "head")


def config_for(connection: sa.Connection) -> Config:
    """Alembic's settings, without an ini file: the migrations of this package, run on this connection."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def refuse_unsafe_database(archive: Archive) -> None:
    """Raises ConfigurationError when the database may forget a commit that it has confirmed."""
    found = durability_faults(archive)
    if found:
        raise ConfigurationError(
            f"The database could lose what it has confirmed: {', '.join(found)}.",
            mend="Set each of these so that a commit is on disk before it is confirmed, then start again.",
        )


def durability_faults(archive: Archive) -> list[str]:
    """What lets the database confirm a commit that is not on disk yet."""
    with archive.reading() as tx:
        return _postgresql_faults(tx) if tx.on_postgresql else _sqlite_faults(tx)


def _postgresql_faults(tx: Transaction) -> list[str]:
    settings = sa.table("pg_settings", sa.column("name"), sa.column("setting"))
    rows = tx.connection.execute(
        sa.select(settings.c.name, settings.c.setting)
        .where(settings.c.name.in_(NOT_DURABLE))
        .order_by(settings.c.name)
    )
    return [f"{name} is {value}" for name, value in rows if value == NOT_DURABLE[name]]


def _sqlite_faults(tx: Transaction) -> list[str]:
    journal = tx.connection.exec_driver_sql("PRAGMA journal_mode").scalar_one()
    synchronous = tx.connection.exec_driver_sql("PRAGMA synchronous").scalar_one()
    faults = [f"journal_mode is {journal}"] if journal in {"off", "memory"} else []
    return faults + ([f"synchronous is {synchronous}"] if synchronous < SQLITE_SYNCHRONOUS_FULL else [])
