"""`consultkit check`: read files as the server would, and name every fault."""

from __future__ import annotations

from dataclasses import replace
from enum import Enum
from pathlib import Path

import click

from consultkit.errors import ConsultationFileError, PluginError
from consultkit.form import Form, compile_form
from consultkit.hooks import read_consultation
from consultkit.schema import warnings_of


class Verdict(Enum):
    """What one file comes to."""

    SOUND = "sound"
    DOUBTFUL = "doubtful"
    """It can be served, and there are warnings."""
    FAULTY = "faulty"


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(dir_okay=False, path_type=Path))
@click.option("--strict", is_flag=True, help="End with 1 on warnings too.")
def command(files: tuple[Path, ...], *, strict: bool) -> None:
    """Check consultation FILES: every fault at once, with its line and its mend.

    Warnings tell what can be served, but was surely not meant so. Ends with 0 when all files can be served,
    with 1 otherwise.
    """
    checked = [_check(file) for file in files]
    if Verdict.FAULTY in checked or (strict and Verdict.DOUBTFUL in checked):
        raise SystemExit(1)


def _check(file: Path) -> Verdict:
    try:
        form = compile_form(read_consultation(file))
    except ConsultationFileError as error:
        for problem in error.problems:
            click.echo(str(problem))
        return Verdict.FAULTY
    except PluginError as error:
        click.echo(f"{file}: {error}")
        return Verdict.FAULTY
    warnings = warnings_of(file, form.consultation)
    for warning in warnings:
        click.echo(str(replace(warning, message=f"Warning: {warning.message}")))
    click.echo(_summary(file, form))
    return Verdict.DOUBTFUL if warnings else Verdict.SOUND


def _summary(file: Path, form: Form) -> str:
    questions = sum(question.asks for question in form.questions.values())
    return f"{file}: sound. {len(form.pages)} pages, {questions} questions, form {form.digest[:12]}."
