"""`consultkit backup`: what is needed to begin again elsewhere, but for the key file."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import click

from consultkit.cli.deployment import instructions, settings_with
from consultkit.operations import Backup, Backups
from consultkit.storage import store_at


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--keep", type=click.IntRange(1, 365), default=30, show_default=True, help="Days.")
@click.option("--list", "is_list", is_flag=True, help="Say which there are, and make none.")
@click.option("--check", "is_check", is_flag=True, help="Read the newest again, and make none.")
def command(folder: Path, keep: int, *, is_list: bool, is_check: bool) -> None:
    """Make a backup in FOLDER, as of one instant, while the service runs; older ones are pruned.

    FOLDER/keys holds the keys of the rows and lives for two days: copy it to another place than the rest. The
    key file is in neither.
    """
    with instructions():
        backups = Backups(folder)
        if is_list:
            for one in backups.every():
                click.echo(_line(one))
        elif is_check:
            newest = backups.one()
            backups.check(newest)
            click.echo(f"{_line(newest)}: whole")
        else:
            _make(backups, timedelta(days=keep))


def _make(backups: Backups, keep: timedelta) -> None:
    settings, now = settings_with(None), datetime.now(UTC)
    with click.progressbar(length=1, label="Files") as bar:

        def move(done: int, total: int) -> None:
            bar.length = total
            bar.update(done - bar.pos)

        made = backups.make(settings.database_url, store_at(settings.files), now, move)
    gone = backups.prune(now, keep)
    click.echo(_line(made))
    if gone:
        click.echo(f"{gone} older than {keep.days} days went.")


def _line(backup: Backup) -> str:
    contributions = backup.counts.get("submissions", 0)
    return f"{backup.name}: {contributions} contributions, {len(backup.file_names)} files"
