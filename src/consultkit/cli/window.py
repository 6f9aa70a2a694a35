"""`consultkit window`: decisions about the opening, each recorded with its reason."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Concatenate, ParamSpec

import click

from consultkit.cli.deployment import of_files, open_kit
from consultkit.errors import ConfigurationError
from consultkit.kit import ConsultKit
from consultkit.schema import LocalTimeError

Said = ParamSpec("Said")


def _decision(decide: Callable[Concatenate[ConsultKit, str, Said], str]) -> Callable[..., None]:
    """What all decisions share: whose window, by whom and why. `decide` says what came of it."""

    @click.argument("consultation")
    @of_files
    @click.option("--by", required=True, help="The official who decides.")
    @click.option("--reason", required=True, help="Why: it is kept with the decision.")
    @wraps(decide)
    def decided(consultation: str, files: tuple[Path, ...], *said: Said.args, **named: Said.kwargs) -> None:
        with open_kit(files) as kit:
            outcome = decide(kit, consultation, *said, **named)
        click.echo(f"{consultation} {outcome}.")

    return decided


@click.group()
def command() -> None:
    """Open early, extend, suspend, resume or close a consultation, with a reason."""


@command.command("open")
@_decision
def open_(kit: ConsultKit, consultation: str, by: str, reason: str) -> str:
    """Open CONSULTATION now, ahead of its file. FILES: the consultations served."""
    kit.windows.open_now(consultation, by=by, reason=reason)
    return "is open"


@command.command()
@click.option(
    "--until", required=True, help="As a file writes it: 2018-12-07 (its end), or 2018-12-07 18:00."
)
@_decision
def extend(kit: ConsultKit, consultation: str, until: str, by: str, reason: str) -> str:
    """Let CONSULTATION close later, at a local time of its own zone. FILES: the consultations served."""
    rule = kit.forms.current(consultation).consultation.window
    try:
        closes_at = rule.closing(until)
    except LocalTimeError as error:
        raise ConfigurationError(f"--until: {error.what}", mend=error.mend) from error
    kit.windows.extend(consultation, closes_at, by=by, reason=reason)
    return f"closes at {closes_at.astimezone(rule.zone):%Y-%m-%d %H:%M} ({rule.timezone})"


@command.command()
@_decision
def suspend(kit: ConsultKit, consultation: str, by: str, reason: str) -> str:
    """Take no contributions to CONSULTATION until it is resumed. FILES: the consultations served."""
    kit.windows.suspend(consultation, by=by, reason=reason)
    return "is suspended"


@command.command()
@_decision
def resume(kit: ConsultKit, consultation: str, by: str, reason: str) -> str:
    """Take contributions to CONSULTATION again. FILES: the consultations served."""
    kit.windows.resume(consultation, by=by, reason=reason)
    return "is open again"


@command.command()
@_decision
def close(kit: ConsultKit, consultation: str, by: str, reason: str) -> str:
    """Close CONSULTATION now, ahead of its time. FILES: the consultations served."""
    kit.windows.close(consultation, by=by, reason=reason)
    return "is closed"
