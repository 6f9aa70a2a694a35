"""`consultkit keys`: the officials' keys, which open what is declared sealed, and the deployment's own."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import click

from consultkit.age import OfficialsKey, new_key
from consultkit.cli.deployment import instructions, settings_with
from consultkit.hooks import Plugins
from consultkit.operations.rotation import KeyState, Rotation
from consultkit.storage import Archive, KeyFile, migrate

OWN_ALONE = 0o600


@click.group()
def command() -> None:
    """The officials' keys (`new`), and those that this deployment seals with."""


@command.command()
@click.option(
    "--output", required=True, type=click.Path(path_type=Path), help="The file to write; it must not exist."
)
def new(output: Path) -> None:
    """Make an officials' key, and print the public part that goes into the consultation file.

    The file is readable by you alone. Make it on the machine of the person who is to hold it, never on the
    server, and keep a copy apart: without the key nobody can ever read what is sealed.
    """
    with instructions():
        key = new_key()
    _write(output, key)
    click.echo(f"Written to {output}: keep it secret, and a copy of it apart.")
    click.echo("Its public part, for `seal: {recipients: […]}`:")
    click.echo(key.recipient)


@command.command()
def rotate() -> None:
    """Seal with a new key from now on, and bring every row under it.

    Servers go on meanwhile. If it is stopped, give the command again: it goes on where it was. The older keys
    stay, for the backups; `consultkit keys status` says from when one may be retired.
    """
    with _rotation() as rotation:
        primary, left = rotation.begin(datetime.now(UTC)), rotation.rows.left()
        with click.progressbar(length=left, label=f"To {primary}") as bar:
            for done in rotation.go_on():
                bar.update(done)
        broken = rotation.rows.broken
    if broken:
        raise click.ClickException(f"{broken} rows do not open and were left as they are; the key is kept.")
    click.echo(f"Everything is under {primary}. Back the keys up now.")


@command.command()
def status() -> None:
    """Say of each key how many rows are under it, and from when it may be retired.

    Ends with 1 when rows need a key that is not there.
    """
    with _rotation() as rotation:
        states = rotation.states()
    for state in states:
        click.echo(f"{state.name:<14} {state.rows:>10} rows  {_words(state)}")
    if any(state.missing for state in states):
        raise click.ClickException("Rows need a key that is not there. Restore the keys from their backup.")


@command.command()
@click.argument("name")
def retire(name: str) -> None:
    """Take the key NAME away for good, when nothing needs it any more, backups included."""
    with _rotation() as rotation:
        rotation.retire(name, datetime.now(UTC))
    click.echo(f"{name} is gone from the key file. Destroy it in the backups of the key file too.")


@contextmanager
def _rotation() -> Iterator[Rotation]:
    """Of the deployment's own keys, wherever they come from."""
    with instructions():
        settings, plugins = settings_with(None), Plugins()
        file = KeyFile(settings.key_file) if settings.has_key_file else None
        archive = Archive(settings.database_url, settings.key_ring(plugins))
        try:
            migrate(archive)
            keys = file.read() if file else settings.given_keys(plugins)
            yield Rotation(archive, keys, file)
        finally:
            archive.close()


def _words(state: KeyState) -> str:
    if state.missing:
        return "MISSING"
    if state.primary:
        return "seals everything new" + (f", since {state.since:%Y-%m-%d}" if state.since else "")
    if state.retires_at:
        return f"may be retired from {state.retires_at:%Y-%m-%d}"
    return "still needed: run `consultkit keys rotate`" if state.rows else "kept: when it stopped is unknown"


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
