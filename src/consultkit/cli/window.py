"""`consultkit window`: decisions about the opening, each recorded with its reason."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TypeVar

import click

from consultkit.cli.deployment import of_files, open_kit

Command = TypeVar("Command", bound=Callable[..., None])


def _decision(command_: Command) -> Command:
    for decorate in (
        click.option("--reason", required=True, help="What the pages will say."),
        click.option("--by", "who", required=True, help="The official who decides."),
        of_files,
        click.argument("consultation"),
    ):
        command_ = decorate(command_)
    return command_


@click.group()
def command() -> None:
    """Open early, extend, suspend, resume or close a consultation, with a reason."""


@command.command("open")
@_decision
def open_(consultation: str, files: tuple[Path, ...], who: str, reason: str) -> None:
    """Open CONSULTATION now, ahead of its file. FILES: the consultations served."""
    with open_kit(files) as kit:
        kit.windows.open_now(consultation, by=who, reason=reason)
    click.echo(f"{consultation} is open.")


@command.command()
@_decision
@click.option("--until", "closes_at", required=True, type=click.DateTime(["%Y-%m-%dT%H:%M"]))
def extend(consultation: str, files: tuple[Path, ...], who: str, reason: str, closes_at: datetime) -> None:
    """Let CONSULTATION close later, at a local time of its own zone. FILES: the consultations served."""
    with open_kit(files) as kit:
        zone = kit.forms.current(consultation).consultation.window.zone
        kit.windows.extend(consultation, by=who, reason=reason, closes_at=closes_at.replace(tzinfo=zone))
    click.echo(f"{consultation} closes at {closes_at:%Y-%m-%d %H:%M}.")


@command.command()
@_decision
def suspend(consultation: str, files: tuple[Path, ...], who: str, reason: str) -> None:
    """Take no contributions to CONSULTATION until it is resumed. FILES: the consultations served."""
    with open_kit(files) as kit:
        kit.windows.suspend(consultation, by=who, reason=reason)
    click.echo(f"{consultation} is suspended.")


@command.command()
@_decision
def resume(consultation: str, files: tuple[Path, ...], who: str, reason: str) -> None:
    """Take contributions to CONSULTATION again. FILES: the consultations served."""
    with open_kit(files) as kit:
        kit.windows.resume(consultation, by=who, reason=reason)
    click.echo(f"{consultation} is open again.")


@command.command()
@_decision
def close(consultation: str, files: tuple[Path, ...], who: str, reason: str) -> None:
    """Close CONSULTATION now, ahead of its time. FILES: the consultations served."""
    with open_kit(files) as kit:
        kit.windows.close(consultation, by=who, reason=reason)
    click.echo(f"{consultation} is closed.")
