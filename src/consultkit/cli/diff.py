"""`consultkit diff`: what a changed file changes for those who answer."""

from __future__ import annotations

from pathlib import Path

import click

from consultkit.errors import ConsultationFileError, PluginError
from consultkit.form import Form, FormDiff, Severity, compare, compile_form
from consultkit.hooks import read_consultation

BREAKING = 3
_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.argument("old", type=_FILE)
@click.argument("new", type=_FILE)
def command(old: Path, new: Path) -> None:
    """Say what the consultation file NEW changes for those who answer, compared with OLD.

    Ends with 0 when nothing breaks, with 3 when a change is breaking, with 1 when a file cannot be served.
    """
    diff = compare(_form(old), _form(new))
    for severity in sorted(Severity, reverse=True):
        _say(diff, severity)
    click.echo(_verdict(diff))
    if diff.severity is Severity.BREAKING:
        raise SystemExit(BREAKING)


def _form(file: Path) -> Form:
    try:
        return compile_form(read_consultation(file))
    except ConsultationFileError as error:
        for problem in error.problems:
            click.echo(str(problem))
    except PluginError as error:
        click.echo(f"{file}: {error}")
    raise SystemExit(1)


def _say(diff: FormDiff, severity: Severity) -> None:
    changes = [change for change in diff.changes if change.severity is severity]
    if changes:
        click.echo(f"{severity.name.capitalize()}:")
    for change in changes:
        click.echo(f"  {change.place}: {change.what}.")


def _verdict(diff: FormDiff) -> str:
    if diff.severity is None:
        return "Nothing changes for those who answer."
    drafts = {
        Severity.COSMETIC: "Open drafts go over to the new version.",
        Severity.COMPATIBLE: "Open drafts go over to the new version, and what is new is asked.",
        Severity.BREAKING: "Open drafts finish on the version they began with.",
    }
    return f"The change is {diff.severity.name.lower()}. {drafts[diff.severity]}"
