"""Migrations: one head, the shape that the code expects, and several processes starting at once."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from consultkit.errors import ConfigurationError
from consultkit.storage import Archive, KeyRing, migrate, refuse_unsafe_database
from consultkit.storage.migrate import config_for
from consultkit.storage.tables import metadata

START = """
import sys
from consultkit.storage import Archive, KeyRing, migrate, refuse_unsafe_database
archive = Archive(sys.argv[1], KeyRing({"k": bytes(32)}, "k"))
sys.stdin.read()
refuse_unsafe_database(archive)
migrate(archive)
"""


def test_a_migrated_database_has_the_shape_of_the_tables(archive: Archive) -> None:
    with archive.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_the_named_constraints_of_the_tables_are_in_the_database(archive: Archive) -> None:
    inspector = sa.inspect(archive.engine)
    for table in metadata.sorted_tables:
        found = {check["name"] for check in inspector.get_check_constraints(table.name)}
        found |= {unique["name"] for unique in inspector.get_unique_constraints(table.name)}
        declared = {
            constraint.name
            for constraint in table.constraints
            if isinstance(constraint, sa.CheckConstraint | sa.UniqueConstraint)
        }
        assert declared == found, table.name


def test_migrations_have_one_head(archive: Archive) -> None:
    with archive.engine.connect() as connection:
        assert len(ScriptDirectory.from_config(config_for(connection)).get_heads()) == 1


def test_migrating_again_keeps_every_row(archive: Archive) -> None:
    with archive.writing() as tx:
        tx.connection.execute(
            sa.insert(metadata.tables["tallies"]).values(consultation="c", question="", code="", count=3)
        )
    migrate(archive)
    with archive.reading() as tx:
        assert tx.connection.scalar(sa.text("SELECT count FROM tallies")) == 3


def test_processes_that_start_at_once_make_one_database(blank_database_url: str) -> None:
    command = [sys.executable, "-W", "error", "-c", START, blank_database_url]
    starting = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(4)
    ]
    for process in starting:
        assert process.stdin
        process.stdin.close()
    for process in starting:
        assert process.stderr
        with process.stderr:
            complaint = process.stderr.read()
        assert process.wait() == 0, complaint


@pytest.fixture
def postgresql(postgresql_url: str, keys: KeyRing) -> Iterator[Archive]:
    archive = Archive(postgresql_url, keys)
    yield archive
    archive.close()


@pytest.mark.parametrize("setting", ["fsync", "full_page_writes"])
def test_a_postgresql_that_a_power_cut_would_damage_is_refused(postgresql: Archive, setting: str) -> None:
    # Both belong to the whole server, which other tests are using: a temporary view, which hides the real
    # one from this connection alone, answers as such a server would.
    pretend = f"CREATE TEMPORARY VIEW pg_settings AS SELECT '{setting}' AS name, 'off' AS setting"
    with postgresql.writing() as tx:
        tx.connection.execute(sa.text(pretend))
    with pytest.raises(ConfigurationError, match=f"{setting} is off"):
        refuse_unsafe_database(postgresql)


def test_a_postgresql_that_confirms_before_writing_is_refused(postgresql_url: str, keys: KeyRing) -> None:
    url = sa.make_url(postgresql_url).update_query_dict({"options": "-csynchronous_commit=off"})
    careless = Archive(url.render_as_string(hide_password=False), keys)
    with pytest.raises(ConfigurationError, match="synchronous_commit is off"):
        refuse_unsafe_database(careless)
    careless.close()


def test_a_database_in_memory_is_refused(keys: KeyRing) -> None:
    archive = Archive("sqlite://", keys)
    with pytest.raises(ConfigurationError, match="journal_mode is memory"):
        refuse_unsafe_database(archive)
    archive.close()


def test_the_databases_as_we_open_them_are_accepted(archive: Archive) -> None:
    refuse_unsafe_database(archive)
