"""`consultkit officials`: who may study the contributions."""

from __future__ import annotations

from pathlib import Path

import click

from consultkit.cli.deployment import of_files, open_kit
from consultkit.records import Role


@click.group()
def command() -> None:
    """The officials who study the contributions."""


@command.command()
@click.argument("email")
@of_files
@click.option("--consultation", help="Its id; the only one served is taken by itself.")
@click.option("--role", type=click.Choice([role.value for role in Role]), default=Role.READER.value)
@click.option("--for", "serves", default="", help="Of a mediator, the destination; of a party, who it is.")
@click.option("--language", type=click.Choice(["fr", "en"]), default="fr", help="Of the letter.")
def add(
    email: str, files: tuple[Path, ...], consultation: str | None, role: str, serves: str, language: str
) -> None:
    """Give EMAIL an office at the desk or outside it, and send a link to choose a password.

    FILES: the consultations.
    """
    with open_kit(files) as kit:
        chosen = consultation or _only(tuple(one.id for one in kit.consultations))
        kit.forms.current(chosen)
        kit.accounts.add_official(email, chosen, Role(role), language=language, serves=serves)
    click.echo(f"{email} is {role} of {chosen}; the worker sends the link to choose a password.")


@command.command("reset-second-factor")
@click.argument("email")
@of_files
@click.option("--language", type=click.Choice(["fr", "en"]), default="fr", help="Of the letter.")
def reset_second_factor(email: str, files: tuple[Path, ...], language: str) -> None:
    """Let EMAIL begin anew after losing every second factor. Make sure first who is asking."""
    with open_kit(files) as kit:
        kit.own_second_factors.reset(email, language=language)
    click.echo(f"{email} has no second factor and no visit any more; the worker sends a letter that says so.")


def _only(known: tuple[str, ...]) -> str:
    if len(known) != 1:
        raise click.UsageError(f"Say which consultation with --consultation: {', '.join(known)}.")
    return known[0]
