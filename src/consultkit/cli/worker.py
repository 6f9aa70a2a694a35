"""`consultkit worker`: a process that does what submissions promised."""

from __future__ import annotations

import signal
import sys
import threading
from pathlib import Path

import click

from consultkit.cli.deployment import (
    MEMORY_VARIABLE,
    instructions,
    of_files,
    open_kit,
    rehearsing,
    required,
    settings_with,
)
from consultkit.cli.supervising import AT_WORK, Tell, supervise
from consultkit.doctor import WORKER, Grade, Subject, examine
from consultkit.logs import write_logs
from consultkit.operations.in_hand import InHand, LeftBehind
from consultkit.settings import Settings

MEBIBYTE = 2**20


@click.command()
@of_files
@click.option(
    "--memory",
    default=4096,
    show_default=True,
    type=click.IntRange(256),
    envvar=MEMORY_VARIABLE,
    help="What it may hold in memory, in MiB: a plugin that wants more is refused it.",
)
@rehearsing
@click.option("--check", is_flag=True, help="Say whether some worker is at work: 1 when none is.")
def command(files: tuple[Path, ...], memory: int, rehearse_at: str | None, check: bool) -> None:  # noqa: FBT001
    """Deliver referrals and letters and fold the counts, until SIGTERM or Ctrl-C.

    Several may run at once. FILES: the consultations served.
    """
    if check:
        _check(files)
        return
    with instructions():
        required(files)
        settings_with(rehearse_at)

    def work(left: LeftBehind, tell: Tell) -> None:
        try:
            _work(files, rehearse_at, left, tell)
        except click.ClickException as error:
            error.show()
            sys.exit(error.exit_code)

    sys.exit(supervise(work, memory * MEBIBYTE))


def _work(files: tuple[Path, ...], rehearse_at: str | None, left: LeftBehind, tell: Tell) -> None:
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    with open_kit(files, rehearse_at) as kit:
        write_logs(kit.settings)
        tell(f"{AT_WORK}\n".encode())
        if not left.claims:
            click.echo("The worker is at work. Ctrl-C stops it.")
        kit.worker.in_hand = InHand(tell)
        kit.worker.take_over(left)
        kit.worker.run(stop)


def _check(files: tuple[Path, ...]) -> None:
    with instructions():
        subject = Subject(Settings.from_environment(), files)
        (worker,) = examine(subject, [WORKER])
        subject.close()
    click.echo(f"{worker.verdict.grade.sign} {worker.verdict.said}")
    if worker.verdict.grade is not Grade.SOUND:
        raise click.exceptions.Exit(1)
