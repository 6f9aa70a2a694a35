"""`consultkit texts`: the texts of one question that share sentences, however many there are."""

from __future__ import annotations

import csv
from pathlib import Path
from uuid import UUID

import click

from consultkit.cli.deployment import instructions, of_files, open_kit
from consultkit.errors import ConfigurationError
from consultkit.form import Form
from consultkit.records import Official, Role
from consultkit.results import safe


@click.command()
@of_files
@click.option("--question", required=True, help="The id of a question that is answered at length.")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="The groups, as CSV.")
def command(files: tuple[Path, ...], question: str, output: Path | None) -> None:
    """Count the texts of a question: respondents, distinct texts, and keywords.

    --output writes a line for each text of a group: the group, the reference, the sentence most shared.
    """
    with open_kit(files) as kit:
        asked = next(
            (one.id for one in kit.consultations if _asks(kit.forms.current(one.id), question)), None
        )
        with instructions():
            if asked is None:
                raise ConfigurationError(
                    f"There is no question `{question}`.", mend="Write the id of a question of the file."
                )
        operator = Official(UUID(int=0), "the operator", asked or "", Role.READER)
        click.echo("Opening and counting the texts …", err=True)
        written = kit.texts.written_by_all(operator, question)
    click.echo(f"{written.counted.respondents} respondents, {written.counted.distinct} distinct texts")
    for one in written.keywords:
        click.echo(f"{one.code}: {one.texts}")
    if output is not None:
        with output.open("w", encoding="utf-8-sig", newline="") as file:
            rows = csv.writer(file, delimiter=";")
            rows.writerow(("group", "reference", "sentence"))
            for number, group in enumerate(written.counted.campaigns, 1):
                rows.writerows(
                    (number, reference, safe(group.sentences[0])) for reference in group.references
                )
        click.echo(str(output))


def _asks(form: Form, question: str) -> bool:
    return question in form.questions
