"""Web servers that are started to be killed."""

from __future__ import annotations

import random
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress

import psutil

from consultkit.cli.serve import server_command
from guarantees.market import Market
from guarantees.told import PATIENCE_SECONDS, Told

WORKERS = 2


class Server:
    """granian with its workers. It puts a new one in the place of each that dies."""

    def __init__(
        self,
        market: Market,
        port: int,
        before: Sequence[str] = (),
        workers: int = WORKERS,
        more: Mapping[str, str] | None = None,
    ) -> None:
        command = server_command("127.0.0.1", port, workers, 2, "guarantees.market:make_app")
        command[command.index("consultkit.cli.server")] = "guarantees.preloaded"
        self._command = [*before, *command, "--respawn-interval", "0.1"]
        self._environment = {**market.environment(), **(more or {})}
        self.start()

    def start(self) -> None:
        self.process = subprocess.Popen(
            self._command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=self._environment
        )

    def workers(self) -> list[psutil.Process]:
        """Those that live and serve: neither the dead nor the helpers of Python's own."""
        found = []
        for child in psutil.Process(self.process.pid).children():
            with suppress(psutil.NoSuchProcess):
                if child.status() != psutil.STATUS_ZOMBIE and "resource_tracker" not in " ".join(
                    child.cmdline()
                ):
                    found.append(child)
        return found

    def kill_group(self) -> None:
        """All of it at once, as when the machine kills the service."""
        processes = [*psutil.Process(self.process.pid).children(recursive=True)]
        self.process.kill()
        for process in processes:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        self.process.wait()
        psutil.wait_procs(processes, PATIENCE_SECONDS)


@contextmanager
def served(market: Market, port: int) -> Iterator[Server]:
    server = Server(market, port)
    try:
        yield server
    finally:
        server.kill_group()


def kill_workers(server: Server, told: Told, kills: int, between: int, chance: random.Random) -> None:
    """A random one after another, each time that so many more requests were acknowledged."""
    for _ in range(kills):
        told.wait_for(between)
        victim = chance.choice(server.workers())
        victim.kill()
        _until_replaced(server, victim)


def _until_replaced(server: Server, victim: psutil.Process) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end:
        now = {worker.pid for worker in server.workers()}
        if len(now) == WORKERS and victim.pid not in now:
            return
        time.sleep(0.02)
    raise TimeoutError("No worker came in the place of the one that was killed.")


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port
