"""`consultkit receipts`: check a receipt, and recount what was published, with files alone."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TextIO

import click

from consultkit.cli.deployment import instructions, of_files, open_kit
from consultkit.operations import PublishedSet, ReceiptStanding, read_set, standing_of
from consultkit.records.labelled import instant_in_text

_SAID = {
    ReceiptStanding.ALTERED: "This is not what was signed: the receipt was altered, or forged.",
    ReceiptStanding.UNKNOWN_KEY: "It names a key that is not among those given: nothing can be said.",
    ReceiptStanding.GENUINE: "Genuine: it is as it was signed.",
    ReceiptStanding.INCLUDED: "Genuine, and in the published set.",
    ReceiptStanding.MISSING: "Genuine, but MISSING from the published set, which must hold it.",
}
_GOOD = {ReceiptStanding.GENUINE, ReceiptStanding.INCLUDED}
_FILE = click.File("r", encoding="utf-8", errors="replace")


@click.group()
def command() -> None:
    """Check a receipt, recount a published set of receipts, list the public keys."""


@command.command()
@click.argument("file", type=_FILE)
@click.option("--set", "set_file", type=_FILE, help="The published file of all receipts.")
@click.option("--key", "keys", multiple=True, metavar="NAME:HEX", help="A public key that you trust.")
def check(file: TextIO, set_file: TextIO | None, keys: tuple[str, ...]) -> None:
    """Check the receipt in FILE (or `-`), by its signature and against a published set. No database is read.

    Without `--key` the keys are those that the set itself names: compare them with what the department
    published elsewhere. Ends with 1 unless the receipt is genuine, and in the set where it must be.
    """
    if set_file is None and not keys:
        raise click.UsageError("Give the published file with --set, or a public key with --key.")
    among = _recounted(set_file, keys) if set_file else None
    with instructions():
        found = standing_of(file.read(), among.keys if among else _keys(keys), among)
    click.echo(f"{found.receipt.reference}, received {instant_in_text(found.receipt.received_at)}")
    click.echo(_SAID[found.standing])
    if found.standing not in _GOOD:
        raise SystemExit(1)


@command.command()
@click.argument("set_file", metavar="SET", type=_FILE)
@click.option("--key", "keys", multiple=True, metavar="NAME:HEX", help="A public key that you trust.")
def root(set_file: TextIO, keys: tuple[str, ...]) -> None:
    """Recount the published SET: its leaves, its root, its signature. Ends with 1 when one is wrong."""
    header = _recounted(set_file, keys).header
    click.echo(f"{header.consultation}, set {header.number}: received before {instant_in_text(header.until)}")
    click.echo(f"{header.count} receipts, {header.unsigned} unsigned, {header.standing} contributions count")
    click.echo(f"root {header.root}")
    click.echo(f"signed by {header.key}")


@command.command("keys")
@of_files
def keys_(files: tuple[Path, ...]) -> None:
    """List the public keys that receipts of this deployment are signed with, to be published elsewhere."""
    with open_kit(files) as kit:
        for name, public in kit.receipts.keys().items():
            click.echo(f"{name}:{public.hex()}")


def _recounted(file: TextIO, trusted: tuple[str, ...]) -> PublishedSet:
    with instructions():
        read = read_set(file.read())
    among = PublishedSet(read.header, read.leaves, _keys(trusted) or read.keys)
    faults = among.faults()
    if faults:
        raise click.ClickException("The set is not as it was signed. " + " ".join(faults))
    return among


def _keys(trusted: tuple[str, ...]) -> Mapping[str, bytes]:
    try:
        return {name: bytes.fromhex(key) for name, _, key in (one.partition(":") for one in trusted)}
    except ValueError:
        raise click.UsageError("A key is written NAME:HEX, as `consultkit receipts keys` lists it.") from None
