"""`consultkit check`: read files as the server would, and name every fault."""

from __future__ import annotations

from pathlib import Path

import click

from consultkit.errors import ConsultationFileError, PluginError
from consultkit.form import Form, compile_form
from consultkit.hooks import read_consultation


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(dir_okay=False, path_type=Path))
def command(files: tuple[Path, ...]) -> None:
    """Check consultation FILES: every fault at once, with its line and its mend.

    Ends with 0 when all can be served, with 1 otherwise.
    """
    sound = [_check(file) for file in files]
    if not all(sound):
        raise SystemExit(1)


def _check(file: Path) -> bool:
    try:
        form = compile_form(read_consultation(file))
    except ConsultationFileError as error:
        for problem in error.problems:
            click.echo(str(problem))
        return False
    except PluginError as error:
        click.echo(f"{file}: {error}")
        return False
    click.echo(_summary(file, form))
    return True


def _summary(file: Path, form: Form) -> str:
    questions = sum(question.asks for question in form.questions.values())
    return f"{file}: sound. {len(form.pages)} pages, {questions} questions, form {form.digest[:12]}."
