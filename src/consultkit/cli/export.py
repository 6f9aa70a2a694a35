"""`consultkit export`: the contributions as files, for analysts and for other programs."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Self

import click

from consultkit.cli.deployment import instructions, open_kit
from consultkit.cli.open_data import echo_open_data
from consultkit.errors import ConfigurationError
from consultkit.kit import ConsultKit
from consultkit.operations import COMMAND_LINE, filter_questions
from consultkit.records import (
    DELIMITERS,
    FORMS_OF_FILES,
    ExportChoice,
    ExportFormat,
    Filter,
    Official,
    Role,
    Wording,
)


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--format", "kind", type=click.Choice([one.value for one in FORMS_OF_FILES]), default="csv")
@click.option("--output", required=True, type=click.Path(path_type=Path), help="A file; a folder for --open.")
@click.option("--open", "is_open", is_flag=True, help="Publish, and write, what everybody may know.")
@click.option("--columns", default="", help="Questions, by id, with commas between them; all by default.")
@click.option("--where", multiple=True, metavar="QUESTION=CODE", help="Only those who gave this answer.")
@click.option("--codes", is_flag=True, help="Codes, ISO 8601 and decimal points instead of words.")
@click.option("--language", default="fr", show_default=True, help="Of the words.")
@click.option("--delimiter", type=click.Choice(DELIMITERS), default=";", show_default=True)
@click.option("--no-bom", is_flag=True, help="Without a byte order mark.")
@click.option("--no-study", is_flag=True, help="Without the columns of the desk.")
def command(file: Path, output: Path, *, is_open: bool, **options: object) -> None:
    """Write the contributions to the consultation of FILE to OUTPUT.

    What comes with them (a dictionary, a Table Schema, what was chosen, tables of repeated groups) is written
    beside OUTPUT under names that begin like it; or all in one archive, where OUTPUT ends with `.zip`.

    With --open, open data are published and written to the folder OUTPUT, and no other option counts. That is
    refused while a question does not declare its `publication`. What is written counts as published: the next
    publication tells of other people.
    """
    with open_kit((file,)) as kit, instructions():
        if is_open:
            echo_open_data(kit, kit.consultations[0].id, output)
            return
        official = Official(COMMAND_LINE, "", kit.consultations[0].id, Role.READER)
        choice = _choice(kit, official.consultation, options)
        kit.exports.note(official, "exported", choice)
        if output.suffix == ".zip" or choice.format is ExportFormat.ZIP:
            _write_one(kit, official, choice, output)
        else:
            _write_several(kit, official, choice, output)


def _choice(kit: ConsultKit, consultation: str, options: dict[str, object]) -> ExportChoice:
    questions = tuple(one.strip() for one in str(options["columns"]).split(",") if one.strip())
    known = {one for form in kit.exporter.versions(consultation).forms for one in form.questions}
    if missing := [one for one in questions if one not in known]:
        raise ConfigurationError(f"No question is called {missing[0]!r}.", mend="Name those of the file.")
    where = options["where"]
    return ExportChoice(
        format=ExportFormat(str(options["kind"])),
        questions=questions,
        study=not options["no_study"],
        only=Filter(_marks(kit, consultation, where if isinstance(where, tuple) else ())),
        wording=Wording.CODES if options["codes"] else Wording.LABELS,
        language=str(options["language"]),
        delimiter=str(options["delimiter"]),
        bom=not options["no_bom"],
    )


def _marks(kit: ConsultKit, consultation: str, where: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    closed = {one.id: one for one in filter_questions(kit.forms.current(consultation).consultation)}
    marks: dict[str, tuple[str, ...]] = {}
    for asked in where:
        question, _equals, code = asked.partition("=")
        if question not in closed or code not in closed[question].all_codes():
            raise ConfigurationError(
                f"No answer can be looked for by {asked!r}.",
                mend=f"Write QUESTION=CODE with one of these: {', '.join(closed)}.",
            )
        marks[question] = (*marks.get(question, ()), code)
    return marks


def _write_one(kit: ConsultKit, official: Official, choice: ExportChoice, output: Path) -> None:
    with _Bar() as bar, kit.exporter.zipped(official, choice, bar.move) as pieces:
        _write(output, pieces)
    click.echo(f"{output} is written.")


def _write_several(kit: ConsultKit, official: Official, choice: ExportChoice, output: Path) -> None:
    written: list[Path] = []
    with _Bar() as bar, kit.exporter.files(official, choice, bar.move) as files:
        for file in files:
            # The first is the contributions themselves.
            path = output.with_name(f"{output.stem}.{file.name}") if written else output
            _write(path, file.pieces)
            written.append(path)
    click.echo("".join(f"{path} is written.\n" for path in written), nl=False)


def _write(path: Path, pieces: Iterable[bytes]) -> None:
    """Under its name once it is whole, and for nobody else to read: it holds what people wrote."""
    aside = path.with_name(f"{path.name}.part")
    try:
        with os.fdopen(os.open(aside, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "wb") as file:
            file.writelines(pieces)
        aside.replace(path)
    except OSError as error:
        raise ConfigurationError(
            f"{path} cannot be written: {error.strerror}.", mend="Name another."
        ) from error
    finally:
        aside.unlink(missing_ok=True)


class _Bar:
    """How far it is, where somebody looks at a terminal."""

    def __init__(self) -> None:
        self._bar = click.progressbar(length=1000, label="Contributions", show_pos=False)
        self._at = 0

    def __enter__(self) -> Self:
        self._bar.__enter__()
        return self

    def __exit__(self, *_raised: object) -> None:
        self._bar.render_finish()

    def move(self, done: int, total: int) -> None:
        at = 1000 * done // max(total, 1)
        self._bar.update(at - self._at)
        self._at = at
