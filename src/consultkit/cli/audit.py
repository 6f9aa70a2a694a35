"""`consultkit audit`: whether the journal of what officials did is whole, and what it says."""

from __future__ import annotations

from pathlib import Path
from typing import TextIO

import click

from consultkit.cli.deployment import of_files, open_kit
from consultkit.operations import CONSOLE, read_checkpoint
from consultkit.records import Official, Role
from consultkit.records.audit import checkpoint_in_text
from consultkit.records.labelled import instant_in_text
from consultkit.storage import AuditFilter


@click.group()
def command() -> None:
    """Verify, sign or show the journal of what officials did."""


@command.command()
@of_files
@click.option("--checkpoint", "file", type=click.File(), help="One that was kept elsewhere.")
def verify(files: tuple[Path, ...], file: TextIO | None) -> None:
    """Recount the whole journal: every digest, and every signed checkpoint. Ends with 1 when one is wrong."""
    with open_kit(files) as kit:
        number, faults = kit.audit.faults(read_checkpoint(file.read()) if file else None)
    for fault in faults:
        click.echo(fault, err=True)
    if faults:
        raise click.ClickException("The journal is not what was written.")
    click.echo(f"The journal is whole: {number} entries.")


@command.command()
@of_files
def checkpoint(files: tuple[Path, ...]) -> None:
    """Sign the end of the journal, and print it: keep it where the database's administrator cannot write."""
    with open_kit(files) as kit:
        click.echo(checkpoint_in_text(kit.audit.checkpoint()), nl=False)


@command.command()
@click.argument("consultation")
@of_files
@click.option("--what", default="", help="Such as `contribution.read`, or its beginning.")
def show(consultation: str, files: tuple[Path, ...], what: str) -> None:
    """Print what was done in CONSULTATION, the latest first."""
    with open_kit(files) as kit:
        kit.forms.current(consultation)
        console = Official(CONSOLE, "", consultation, Role.MANAGER)
        for one in kit.audit.each(console, AuditFilter(what=what)):
            act = one.entry.act
            said = (instant_in_text(act.at), one.who or act.role, act.what, one.reference or act.about or "")
            click.echo(f"{one.entry.number} " + " ".join(map(str, (*said, act.detail))).rstrip())
