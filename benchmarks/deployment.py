"""The SME campaign as it is deployed: its settings, its web workers, and the people who sign in to it."""

from __future__ import annotations

import multiprocessing
import secrets
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from multiprocessing.synchronize import Event
from pathlib import Path

import psutil

from consultkit import ConsultKit, Settings
from consultkit.testing import PEOPLE, FranceConnectClient, FranceConnectStandIn, serving
from sme_platforms.app import CONSULTATION

DURING = "2018-11-15T10:00"
PEOPLE_COUNT = 64
"""Few enough for the page on which one of them is chosen, many enough not to meet in one journey."""
START_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Deployment:
    """Where the campaign answers, and as whom one signs in."""

    port: int
    people: tuple[str, ...]
    environment: Mapping[str, str]
    server: psutil.Process

    def cpu_seconds(self) -> float:
        """What the web workers have used until now."""
        times = [worker.cpu_times() for worker in self.web_workers()]
        return float(sum(time.user + time.system for time in times))

    def memory(self) -> int:
        """What the largest web worker holds, in bytes (RSS)."""
        return max(worker.memory_info().rss for worker in self.web_workers())

    def web_workers(self) -> list[psutil.Process]:
        """The processes that answer requests."""
        return [one for one in self.server.children() if "resource_tracker" not in " ".join(one.cmdline())]


@contextmanager
def deployed(database_url: str, folder: Path, workers: int) -> Iterator[Deployment]:
    """Served by granian, as `consultkit serve` does it, until the block ends."""
    port, provider_port = _free_port(), _free_port()
    url = f"http://127.0.0.1:{port}"
    client = FranceConnectClient(
        "bench", secrets.token_hex(32), redirect_uris=[f"{url}/auth/franceconnect/callback"]
    )
    environment = {
        "CONSULTKIT_DATABASE_URL": database_url,
        "CONSULTKIT_KEY_FILE": str(folder / "consultkit.keys"),
        "CONSULTKIT_PUBLIC_URL": url,
        "CONSULTKIT_REHEARSE_AT": DURING,
        "CONSULTKIT_FRANCECONNECT_ISSUER": f"http://127.0.0.1:{provider_port}/api/v2",
        "CONSULTKIT_FRANCECONNECT_CLIENT_ID": client.client_id,
        "CONSULTKIT_FRANCECONNECT_CLIENT_SECRET": client.client_secret,
    }
    # Made once before the workers, which would otherwise make the same tables at the same time.
    kit_of(environment).close()
    with (
        _franceconnect(client, provider_port),
        serving([CONSULTATION], port, workers=workers, environment=environment) as server,
    ):
        people = tuple(f"person-{number}" for number in range(PEOPLE_COUNT))
        yield Deployment(port, people, environment, psutil.Process(server.pid))


def kit_of(environment: Mapping[str, str]) -> ConsultKit:
    return ConsultKit([CONSULTATION], settings=Settings.from_environment(environment))


@contextmanager
def _franceconnect(client: FranceConnectClient, port: int) -> Iterator[None]:
    """The stand-in, in a process of its own: it must not share an interpreter with what is measured."""
    context = multiprocessing.get_context("spawn")
    ready = context.Event()
    process = context.Process(target=_serve_franceconnect, args=(client, port, ready), daemon=True)
    process.start()
    try:
        if not ready.wait(START_SECONDS):
            raise RuntimeError("The FranceConnect stand-in did not start.")
        yield
    finally:
        process.terminate()
        process.join()


def _serve_franceconnect(client: FranceConnectClient, port: int, ready: Event) -> None:
    people = [
        replace(PEOPLE[0], id=f"person-{number}", family_name=f"PERSON {number}", about="")
        for number in range(PEOPLE_COUNT)
    ]
    with FranceConnectStandIn([client], port=port, people=people):
        ready.set()
        parent = multiprocessing.parent_process()
        if parent is not None:
            parent.join()


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port
