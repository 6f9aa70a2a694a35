"""`consultkit restore`: a backup taken back into an empty place, and everything in it opened."""

from __future__ import annotations

from pathlib import Path

import click

from consultkit.cli.deployment import instructions, of_files, open_kit, settings_with
from consultkit.operations import Backups, Restoring
from consultkit.storage import store_at


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@of_files
@click.option("--name", default="", help="Which one, such as 20181130T020000Z; the newest by default.")
def command(folder: Path, files: tuple[Path, ...], name: str) -> None:
    """Fill the empty database of CONSULTKIT_DATABASE_URL, and CONSULTKIT_FILES, from a backup in FOLDER.

    The key file of then must be in place. The database is brought up to date, what was erased since is erased
    again, and each contribution is opened and compared with its receipt. FILES: the consultations served.
    """
    with instructions():
        backups, settings = Backups(folder), settings_with(None)
        backup = backups.one(name)
        with click.progressbar(length=max(1, len(backup.file_names)), label="Files") as bar:
            backups.take_back(
                backup,
                settings.database_url,
                store_at(settings.files),
                lambda done, _total: bar.update(done - bar.pos),
            )
    with open_kit(files) as kit:
        replayed = kit.erasure.replay()
        checked = Restoring(kit.archive, kit.attachments).check()
    again = replayed.contributions + replayed.persons
    click.echo(f"{backup.name} is back: {checked.contributions} contributions are as their receipts say,")
    click.echo(f"{checked.files} files open, {again} erasures were done again.")
