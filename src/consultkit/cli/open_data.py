"""What may be told of a consultation to everybody, as files: `consultkit export --open`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from consultkit.errors import NotOpenError
from consultkit.kit import ConsultKit
from consultkit.operations import Release
from consultkit.results.opening import unzipped


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


def echo_open_data(kit: ConsultKit, consultation: str, output: Path) -> None:
    """Write them, and say what was written."""
    for folder, release in write_open_data(kit, consultation, output):
        click.echo(f"{folder}: publication {release.number}, of {release.people}.")
