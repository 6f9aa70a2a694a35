"""`consultkit doctor`: what of this deployment is unsafe, and how to mend it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import click

from consultkit.cli.deployment import instructions, of_files
from consultkit.doctor import Diagnosis, Grade, Subject, examine
from consultkit.errors import ConfigurationError
from consultkit.settings import Settings

_COLOURS = {Grade.SOUND: "green", Grade.WARNING: "yellow", Grade.FATAL: "red"}


@click.command()
@of_files
@click.option("--json", "as_json", is_flag=True, help="For a machine to read.")
def command(files: tuple[Path, ...], as_json: bool) -> None:  # noqa: FBT001 - a flag of the command line
    """Look the deployment of FILES over, without changing it. Ends with 1 when something is unsafe."""
    with instructions():
        diagnoses = diagnosed(files, Settings.from_environment())
    click.echo(_json(diagnoses) if as_json else _table(diagnoses))
    if any(one.verdict.grade is Grade.FATAL for one in diagnoses):
        raise click.exceptions.Exit(1)


def diagnosed(files: Sequence[Path], settings: Settings) -> list[Diagnosis]:
    subject = Subject(settings, files)
    try:
        return examine(subject)
    finally:
        subject.close()


def refuse_unsafe(files: Sequence[Path], settings: Settings) -> None:
    """Raises ConfigurationError when something of this deployment is not to be served with."""
    bad = [one for one in diagnosed(files, settings) if one.verdict.grade is Grade.FATAL]
    if bad:
        told = "\n".join(f"{one.name}: {one.verdict.said} {one.verdict.mend}" for one in bad)
        raise ConfigurationError(
            f"This deployment is not safe to serve.\n{told}",
            mend="\nRun consultkit doctor for the whole picture.",
        )


def _table(diagnoses: Sequence[Diagnosis]) -> str:
    width = max(len(one.name) for one in diagnoses)
    return "\n".join(_row(one, width) for one in diagnoses)


def _row(one: Diagnosis, width: int) -> str:
    grade = one.verdict.grade
    said = f"{click.style(grade.sign, fg=_COLOURS[grade])} {one.name:<{width}}  {one.verdict.said}"
    return f"{said}\n  {'':<{width}}  → {one.verdict.mend}" if one.verdict.mend else said


def _json(diagnoses: Sequence[Diagnosis]) -> str:
    rows = [
        {
            "check": one.name,
            "grade": one.verdict.grade.value,
            "said": one.verdict.said,
            "mend": one.verdict.mend,
        }
        for one in diagnoses
    ]
    return json.dumps(rows, ensure_ascii=False, indent=2)
