"""`consultkit import`: contributions that were exported as JSON Lines, taken in again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import click

from consultkit.cli.deployment import open_kit


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("export", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def command(file: Path, export: Path) -> None:
    """Keep what EXPORT holds as contributions to the consultation of FILE, which must have none yet.

    References, instants and digests are as they were. Files that were handed in are not in such an export.
    """
    with (
        open_kit((file,)) as kit,
        export.open("rb") as lines,
        click.progressbar(length=export.stat().st_size, label="Contributions") as bar,
    ):
        taken = kit.importer.take(kit.consultations[0].id, _watched(lines, bar.update))
    click.echo(f"{taken.contributions} contributions are kept, as they were sent.")
    if taken.redacted:
        click.echo(f"{taken.redacted} of them lack passages that had been redacted.")


def _watched(lines: Iterable[bytes], moved: Callable[[int], None]) -> Iterator[bytes]:
    for line in lines:
        yield line
        moved(len(line))
