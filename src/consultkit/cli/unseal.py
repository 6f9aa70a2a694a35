"""`consultkit unseal`: the sealed answers, opened with the officials' key."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO, TextIO

import click

from consultkit.age import OfficialsKey, key_in
from consultkit.cli.deployment import instructions, open_kit
from consultkit.kit import ConsultKit
from consultkit.operations import CONSOLE, Unsealed
from consultkit.records import Json, Official, Role
from consultkit.results import Table, csv_file

FORMATS = (".csv", ".jsonl")
OWN_ALONE = 0o600


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--key", "key_file", required=True, type=click.File("r"), help="Its file, or `-`.")
@click.option("--output", required=True, type=click.Path(path_type=Path), help="A .csv or .jsonl to write.")
@click.option("--reference", default="", help="Of the one contribution to open; all of them otherwise.")
@click.option("--language", default="", help="Of the cells of a CSV.")
def command(file: Path, key_file: TextIO, output: Path, reference: str, language: str) -> None:
    """Open the sealed answers to the consultation of FILE, from the database of this environment.

    The output is readable by you alone. The key is read once and kept nowhere. What does not open is named,
    and the command then ends with 1.
    """
    if output.suffix not in FORMATS:
        raise click.UsageError(f"Name the output with {' or '.join(FORMATS)}.")
    with instructions():
        key = key_in(key_file.read())
    with open_kit((file,)) as kit, _new(output) as written:
        shut = _write(kit, key, reference, language, output.suffix, written)
    for one in shut:
        click.echo(f"{one.submission.reference}: {one.fault}", err=True)
    if shut:
        raise click.ClickException(f"{len(shut)} contributions did not open; the others are in {output}.")
    click.echo(f"Written to {output}: it holds what was sealed. Delete it when it has served.")


def _write(
    kit: ConsultKit, key: OfficialsKey, reference: str, language: str, suffix: str, written: BinaryIO
) -> list[Unsealed]:
    """Those that did not open."""
    consultation = kit.consultations[0]
    console = Official(CONSOLE, "", consultation.id, Role.MANAGER)
    shut: list[Unsealed] = []
    opened = _opened(kit.opening.each(console, key, reference), shut)
    if suffix == ".csv":
        table = kit.desk.table(console, language or consultation.languages[0])
        written.writelines(csv_file(_rows(table, opened)))
    else:
        written.writelines(_line(one) for one in opened)
    return shut


def _opened(every: Iterable[Unsealed], shut: list[Unsealed]) -> Iterator[Unsealed]:
    for one in every:
        if one.fault is None:
            yield one
        else:
            shut.append(one)


def _rows(table: Table, opened: Iterable[Unsealed]) -> Iterator[tuple[str, ...]]:
    yield table.headings
    for one in opened:
        yield table.row(replace(one.submission, answers=one.answers))


def _line(one: Unsealed) -> bytes:
    said: Json = {
        "reference": one.submission.reference,
        "received_at": one.submission.received_at.isoformat(),
        "answers": dict(one.answers),
    }
    return json.dumps(said, ensure_ascii=False).encode() + b"\n"


def _new(output: Path) -> BinaryIO:
    try:
        return os.fdopen(os.open(output, os.O_CREAT | os.O_EXCL | os.O_WRONLY, OWN_ALONE), "wb")
    except FileExistsError:
        raise click.ClickException(f"{output} exists already: name another file.") from None
    except OSError as error:
        raise click.ClickException(f"{output} cannot be written: {error.strerror}.") from None
