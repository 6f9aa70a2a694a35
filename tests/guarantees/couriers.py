"""Workers of the outbox that are killed at their work: those that watch over them begin new ones."""

from __future__ import annotations

import random
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

Workers = Sequence["subprocess.Popen[bytes]"]


@contextmanager
def at_work(count: int, file: Path, environment: Mapping[str, str]) -> Iterator[Workers]:
    command = [sys.executable, "-m", "guarantees.hurried", "worker", str(file)]
    workers = [
        subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        for _ in range(count)
    ]
    try:
        for worker in workers:
            worker.stdout.readline()  # It is at work.
        yield workers
    finally:
        for worker in workers:
            end(worker)


@contextmanager
def killed(workers: Workers, steps: Callable[[], float], every: int, seed: int) -> Iterator[list[int]]:
    """The process at work of a random one, each time that so many steps were made; whom it hit."""
    over, hit, chance = threading.Event(), list[int](), random.Random(seed)

    def kill() -> None:
        while not over.wait(0.05):
            if steps() < every * (len(hit) + 1):
                continue
            with suppress(psutil.NoSuchProcess):
                for process in psutil.Process(chance.choice(workers).pid).children():
                    process.kill()
                    hit.append(process.pid)

    killer = threading.Thread(target=kill)
    killer.start()
    try:
        yield hit
    finally:
        over.set()
        killer.join()


def end(worker: subprocess.Popen[bytes]) -> None:
    children = psutil.Process(worker.pid).children(recursive=True) if worker.poll() is None else []
    worker.kill()
    for child in children:
        with suppress(psutil.NoSuchProcess):
            child.kill()
    worker.communicate()
