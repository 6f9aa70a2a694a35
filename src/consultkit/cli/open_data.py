"""`consultkit open-data`: what may be told of a consultation to everybody, as files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from consultkit.cli.deployment import open_kit
from consultkit.errors import NotOpenError
from consultkit.kit import ConsultKit
from consultkit.operations import Release
from consultkit.results.opening import unzipped


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--output",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="A folder; each publication gets one of its own in it.",
)
def command(file: Path, output: Path) -> None:
    """Publish the open data of the consultation of FILE, and write all that was ever published.

    Refused while a question of FILE does not declare its `publication`. What is written counts as published:
    the next publication tells of other people.
    """
    with open_kit((file,)) as kit:
        (consultation,) = kit.consultations
        for folder, release in write_open_data(kit, consultation.id, output):
            click.echo(f"{folder}: publication {release.number}, of {release.people}.")


def write_open_data(kit: ConsultKit, consultation: str, output: Path) -> Iterator[tuple[Path, Release]]:
    """Publish what is new, where it is enough; then write every publication, each in a folder of its number.

    Raises NotOpenError where there is none and there can be none.
    """
    try:
        kit.open_data.publish(consultation)
    except NotOpenError as error:
        if error.code != "too_few_new" or not kit.open_data.releases(consultation):
            raise
    for release in kit.open_data.releases(consultation):
        folder = output / str(release.number)
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in unzipped(kit.open_data.package(consultation, release.number)).items():
            (folder / name).write_bytes(content)
        yield folder, release
