"""`consultkit worker`: a process that does what submissions promised."""

from __future__ import annotations

import signal
import threading
from pathlib import Path

import click

from consultkit.cli.deployment import of_files, open_kit, rehearsing


@click.command()
@of_files
@rehearsing
def command(files: tuple[Path, ...], rehearse_at: str | None) -> None:
    """Deliver referrals and letters and fold the counts, until SIGTERM or Ctrl-C.

    Several may run at once. FILES: the consultations served.
    """
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    with open_kit(files, rehearse_at) as kit:
        click.echo("The worker is at work. Ctrl-C stops it.")
        kit.worker.run(stop)
