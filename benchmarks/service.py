"""The campaign as it is deployed, in processes of their own: web server, worker, and those it speaks with."""

from __future__ import annotations

import multiprocessing
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection

import psutil

from benchmarks.campaign import Place
from consultkit.testing import FranceConnectClient, FranceConnectPerson, FranceConnectStandIn, serving
from consultkit_mediator.stand_in import MediatorStandIn
from sme_platforms.app import CONSULTATION

PEOPLE = 240
"""So many that nobody contributes often; so few that the stand-in's page of people stays a page."""


@dataclass(frozen=True, slots=True)
class Service:
    """What is served at `url`, by these processes."""

    url: str
    workers: tuple[psutil.Process, ...]

    def cpu_seconds(self) -> float:
        """What the web processes have used until now."""
        times = [worker.cpu_times() for worker in self.workers]
        return sum(time.user + time.system for time in times)

    def memory(self) -> int:
        """What the largest web process holds, in bytes (RSS)."""
        return max(worker.memory_info().rss for worker in self.workers)


def person(number: int) -> str:
    """The id, at the stand-in, of one of the people."""
    return f"person-{number % PEOPLE}"


@contextmanager
def serviced(place: Place, workers: int) -> Iterator[Service]:
    """Everything runs until the block ends."""
    port = _free_port()
    url = f"http://127.0.0.1:{port}"
    with stand_ins(url) as around:
        environment = {**place.environment(), **around, "CONSULTKIT_PUBLIC_URL": url}
        with (
            serving([CONSULTATION], port, workers=workers, environment=environment) as server,
            _working(environment),
        ):
            yield Service(url, _workers_of(psutil.Process(server.pid)))


def _workers_of(server: psutil.Process) -> tuple[psutil.Process, ...]:
    """Without the helper that Python starts beside them."""
    return tuple(child for child in server.children() if "resource_tracker" not in " ".join(child.cmdline()))


@contextmanager
def _working(environment: Mapping[str, str]) -> Iterator[None]:
    command = [sys.executable, "-m", "consultkit.cli", "worker", str(CONSULTATION)]
    process = subprocess.Popen(command, env={**os.environ, **environment}, stdout=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.terminate()
        process.wait(60)


@contextmanager
def stand_ins(url: str) -> Iterator[Mapping[str, str]]:
    """FranceConnect and the mediator, in one process; the settings that lead to them."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=_stand_in, args=(there, url), daemon=True)
    process.start()
    there.close()
    try:
        yield here.recv()
    finally:
        here.close()
        process.join()


def _stand_in(parent: Connection, url: str) -> None:
    """Until the parent hangs up, however it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    client = FranceConnectClient(
        client_id="bench",
        client_secret="0" * 64,
        redirect_uris=[f"{url}/auth/franceconnect/callback"],
        post_logout_redirect_uris=[f"{url}/auth/franceconnect/logout-callback"],
    )
    people = [_person(number) for number in range(PEOPLE)]
    with FranceConnectStandIn([client], people=people) as franceconnect, MediatorStandIn() as mediator:
        parent.send(
            {
                "CONSULTKIT_FRANCECONNECT_ISSUER": franceconnect.issuer,
                "CONSULTKIT_FRANCECONNECT_CLIENT_ID": client.client_id,
                "CONSULTKIT_FRANCECONNECT_CLIENT_SECRET": client.client_secret,
                "CONSULTKIT_MEDIATOR_ADDRESS": mediator.address,
            }
        )
        parent.poll(None)


def _person(number: int) -> FranceConnectPerson:
    return FranceConnectPerson(
        id=person(number),
        given_name="Camille",
        family_name=f"MARTIN {number}",
        gender="female",
        birthdate="1980-01-01",
        birthplace="75101",
        birthcountry="99100",
        email=f"{person(number)}@example.fr",
    )


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port
