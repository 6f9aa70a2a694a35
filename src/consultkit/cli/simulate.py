"""`consultkit simulate`: a campaign that nobody answered, to try the desk and the results."""

from __future__ import annotations

from pathlib import Path

import click

from consultkit.cli.deployment import instructions, settings_with
from consultkit.simulation import simulated


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--respondents", default=200, show_default=True, type=click.IntRange(1, 1_000_000))
@click.option("--seed", default=7, show_default=True, help="The same seed gives the same answers.")
@click.option("--add", is_flag=True, help="Even where contributions are kept already.")
def command(file: Path, respondents: int, seed: int, *, add: bool) -> None:
    """Send made-up contributions to the consultation of FILE, into the database of this environment.

    Refused in production, and where contributions are kept already unless --add says so.
    """
    with instructions():
        found = simulated(file, settings_with(None), respondents, seed, add=add)
        with click.progressbar(found, length=respondents, label="Contributions") as receipts:
            sent = sum(receipt is not None for receipt in receipts)
    click.echo(f"{sent} contributions of made-up respondents; the others left a draft.")
