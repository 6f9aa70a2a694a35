"""A process that watches over another one, which does the work: so that no work can end the worker.

A plugin may end the process that it runs in (`os._exit`, a fault in a C library) or eat its memory. What dies
is replaced, and the new process is told what the dead one had in hand.
"""

from __future__ import annotations

import os
import resource
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

import click

from consultkit.operations.in_hand import LeftBehind, left_behind

PAUSE_SECONDS = 1.0
"""Between one process and the next: what dies at once, for ever, shall not keep the machine busy."""
AT_WORK, OVER = "at-work", "over"
Tell = Callable[[bytes], object]
Work = Callable[[LeftBehind, Tell], None]


def supervise(work: Work, memory: int) -> int:
    """Have `work` done by a process of its own until it is over or SIGTERM or SIGINT comes; the exit code.

    `work` gets what its forerunner left behind, and must tell `AT_WORK` once it is: what ends by itself
    before that is not tried again. `memory` is the most data that the process may hold, in bytes.
    """
    left = LeftBehind()
    while True:
        process, lines = _begin(work, left, memory)
        with _told_to_stop(process) as stopping:
            told = list(lines)
            code = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
        if OVER in told or stopping() or (code >= 0 and AT_WORK not in told):
            return code
        left = left_behind(told, left)
        click.echo(f"The worker's process ended ({code}); another takes over.", err=True)
        time.sleep(PAUSE_SECONDS)


def _begin(work: Work, left: LeftBehind, memory: int) -> tuple[int, Iterator[str]]:
    """A new process, and what it tells until it ends."""
    reading, writing = os.pipe()
    sys.stdout.flush()
    process = os.fork()
    if process == 0:
        os.close(reading)
        _do(work, left, memory, writing)
    os.close(writing)
    return process, _lines(reading)


def _lines(reading: int) -> Iterator[str]:
    with os.fdopen(reading, encoding="utf-8") as told:
        for line in told:
            yield line.rstrip("\n")


def _do(work: Work, left: LeftBehind, memory: int, writing: int) -> None:
    """In the new process. It never returns."""
    code = 1
    try:
        resource.setrlimit(resource.RLIMIT_DATA, (memory, resource.getrlimit(resource.RLIMIT_DATA)[1]))
        work(left, lambda line: os.write(writing, line))
        os.write(writing, f"{OVER}\n".encode())
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


@contextmanager
def _told_to_stop(process: int) -> Iterator[Callable[[], bool]]:
    """Whoever tells us to stop tells the process that works."""
    told: list[int] = []

    def stop(number: int, _frame: FrameType | None) -> None:
        told.append(number)
        os.kill(process, signal.SIGTERM)

    before = {number: signal.signal(number, stop) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield lambda: bool(told)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
