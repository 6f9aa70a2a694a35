"""`consultkit migrate`: the database as this version needs it."""

from __future__ import annotations

import click

from consultkit.cli.deployment import instructions, settings_with
from consultkit.hooks import Plugins
from consultkit.storage import Archive, migrate, refuse_unsafe_database


@click.command()
def command() -> None:
    """Bring the database of CONSULTKIT_DATABASE_URL up to date; serving does it too."""
    with instructions():
        settings = settings_with(None)
        archive = Archive(settings.database_url, settings.key_ring(Plugins()))
        refuse_unsafe_database(archive)
        migrate(archive)
        archive.close()
    click.echo("The database is up to date.")
