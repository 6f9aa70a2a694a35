"""`consultkit translations`: note that the translations of a file are right as they are."""

from __future__ import annotations

import json
from pathlib import Path

import click

from consultkit.errors import ConsultationFileError
from consultkit.hooks import read_consultation
from consultkit.schema import record_beside, record_of


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def command(file: Path) -> None:
    """Note that the translations of FILE fit its texts as they are now.

    It keeps a hash of each text in `NAME.translations.json` beside the file; from then on `consultkit check`
    warns of a translation that stayed as it was while its text changed. Commit both together.
    """
    try:
        record = record_of(read_consultation(file))
    except ConsultationFileError as error:
        for problem in error.problems:
            click.echo(str(problem))
        raise SystemExit(1) from None
    kept = record_beside(file)
    kept.write_text(json.dumps(record, indent=1, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")
    click.echo(f"{kept}: {len(record)} texts.")
