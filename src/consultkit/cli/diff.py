"""`consultkit diff`: what a changed file changes for those who answer."""

from __future__ import annotations

from pathlib import Path

import click

from consultkit.cli.deployment import instructions
from consultkit.errors import ConsultationFileError, PluginError
from consultkit.form import Form, FormDiff, Severity, compare, compile_form
from consultkit.hooks import read_consultation
from consultkit.kit import versions_served
from consultkit.operations import ServedVersion
from consultkit.settings import Settings

BREAKING = 3
_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.argument("files", nargs=-1, required=True, type=_FILE)
def command(files: tuple[Path, ...]) -> None:
    """Say what a consultation file changes for those who answer: FILES are OLD and NEW, or NEW alone.

    NEW alone is compared with what the deployment of the settings served last, and with the versions that
    its open drafts answer. Ends with 0 when nothing breaks, with 3 when a change is breaking, with 1 when a
    file cannot be served or there is nothing to compare it with.
    """
    if len(files) > 2:
        raise click.UsageError("Name one file or two: OLD and NEW, or NEW alone.")
    new = _form(files[-1])
    served = _served(new) if len(files) == 1 else ()
    diff = compare(served[0].form if served else _form(files[0]), new)
    for severity in sorted(Severity, reverse=True):
        _say(diff, severity)
    click.echo(_verdict(diff, new))
    for version in served:
        _say_drafts(version, new)
    if diff.severity is Severity.BREAKING:
        raise SystemExit(BREAKING)


def _served(new: Form) -> tuple[ServedVersion, ...]:
    with instructions():
        served = versions_served(Settings.from_environment(), new.consultation.id)
    if not served:
        click.echo(f"`{new.consultation.id}` was never served with these settings: nothing to compare with.")
        raise SystemExit(1)
    return served


def _asks_again(new: Form) -> bool:
    return new.consultation.respondent.changed_questions == "ask_again"


def _say_drafts(version: ServedVersion, new: Form) -> None:
    if version.drafts:
        stays = compare(version.form, new).severity is Severity.BREAKING and not _asks_again(new)
        became = "finish on it" if stays else "go over to the new version"
        click.echo(f"Open drafts of version {version.form.digest[:12]}: {version.drafts} {became}.")


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


def _verdict(diff: FormDiff, new: Form) -> str:
    if diff.severity is None:
        return "Nothing changes for those who answer."
    drafts = {
        Severity.COSMETIC: "Open drafts go over to the new version.",
        Severity.COMPATIBLE: "Open drafts go over to the new version, and what is new is asked.",
        Severity.BREAKING: "Open drafts go over to the new version, and what changed is asked again."
        if _asks_again(new)
        else "Open drafts finish on the version they began with.",
    }
    return f"The change is {diff.severity.name.lower()}. {drafts[diff.severity]}"
