"""`consultkit keys`: the officials' keys, which open what a file declares sealed."""

from __future__ import annotations

import os
from pathlib import Path

import click

from consultkit.age import OfficialsKey, new_key
from consultkit.cli.deployment import instructions

OWN_ALONE = 0o600


@click.group()
def command() -> None:
    """The officials' keys."""


@command.command()
@click.option(
    "--output", required=True, type=click.Path(path_type=Path), help="The file to write; it must not exist."
)
def new(output: Path) -> None:
    """Make a key, and print the public part that goes into the consultation file.

    The file is readable by you alone. Make it on the machine of the person who is to hold it, never on the
    server, and keep a copy apart: without the key nobody can ever read what is sealed.
    """
    with instructions():
        key = new_key()
    _write(output, key)
    click.echo(f"Written to {output}: keep it secret, and a copy of it apart.")
    click.echo("Its public part, for `seal: {recipients: […]}`:")
    click.echo(key.recipient)


def _write(output: Path, key: OfficialsKey) -> None:
    """As age itself writes one, so that `age --decrypt -i` takes it too."""
    try:
        descriptor = os.open(output, os.O_CREAT | os.O_EXCL | os.O_WRONLY, OWN_ALONE)
    except FileExistsError:
        raise click.ClickException(f"{output} exists already: a key is never overwritten.") from None
    except OSError as error:
        raise click.ClickException(f"{output} cannot be written: {error.strerror}.") from None
    with os.fdopen(descriptor, "w") as file:
        file.write(f"# public key: {key.recipient}\n{key.secret}\n")
