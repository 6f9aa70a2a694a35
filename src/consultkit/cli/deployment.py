"""The deployment that a command speaks of: its files and its settings, from options and the environment."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import click

from consultkit.errors import ConfigurationError, ConsultKitError
from consultkit.kit import ConsultKit
from consultkit.settings import Settings, parse_rehearsal

FILES_VARIABLE = "CONSULTKIT_CONSULTATIONS"
REHEARSAL_VARIABLE = "CONSULTKIT_REHEARSE_AT"
MEMORY_VARIABLE = "CONSULTKIT_WORKER_MEMORY"

Command = TypeVar("Command", bound=Callable[..., None])


def of_files(command: Command) -> Command:
    """The argument that every command of a deployment takes."""
    return click.argument(
        "files",
        nargs=-1,
        envvar=FILES_VARIABLE,
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
    )(command)


def rehearsing(command: Command) -> Command:
    """The option of the commands that hold a clock."""
    return click.option(
        "--rehearse-at",
        metavar="2018-11-15T10:00",
        envvar=REHEARSAL_VARIABLE,
        help="Start the clock at another date (Paris); refused in production.",
    )(command)


@contextmanager
def open_kit(files: tuple[Path, ...], rehearse_at: str | None = None) -> Iterator[ConsultKit]:
    """The kit of the deployment; what is wrong with it ends the command with an instruction."""
    with instructions():
        kit = ConsultKit(required(files), settings=settings_with(rehearse_at))
    try:
        with instructions():
            yield kit
    finally:
        kit.close()


@contextmanager
def instructions() -> Iterator[None]:
    """Our errors say what to do: they end the command without a stack."""
    try:
        yield
    except ConsultKitError as error:
        raise click.ClickException(str(error)) from error


def required(files: tuple[Path, ...]) -> tuple[Path, ...]:
    """Raises ConfigurationError when no consultation is named."""
    if not files:
        raise ConfigurationError(
            "No consultation file is named.",
            mend=f"Give the files as arguments, or in {FILES_VARIABLE} separated by {os.pathsep!r}.",
        )
    return files


def settings_with(rehearse_at: str | None) -> Settings:
    settings = Settings.from_environment()
    if rehearse_at is None:
        return settings
    return replace(settings, rehearse_at=parse_rehearsal(rehearse_at))
