"""A site in processes of its own: what one process cannot show of another."""

from __future__ import annotations

import http.client
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import psutil
from web.conftest import CONSULTATION

from guarantees.databases import DATABASES
from guarantees.line import Trial

PATIENCE_SECONDS = 30
OPEN_FOR_LONG = CONSULTATION.replace("closes: 2018-11-30", "closes: 2100-01-01")
_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


@dataclass(frozen=True)
class Server:
    """`consultkit serve`, on this machine."""

    port: int
    process: psutil.Process
    environment: Mapping[str, str]

    @property
    def host(self) -> str:
        """What it goes by: in production it answers to nothing else."""
        public = self.environment.get("CONSULTKIT_PUBLIC_URL")
        return urlsplit(public).netloc if public else f"127.0.0.1:{self.port}"

    def processes(self) -> Sequence[psutil.Process]:
        return [self.process, *self.process.children(recursive=True)]

    def ask(
        self, method: str, path: str, body: str = "", headers: Mapping[str, str] | None = None
    ) -> tuple[int, str, Mapping[str, str]]:
        """Status, body and headers (in small letters) of one request on a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)
        try:
            connection.request(method, path, body or None, {"Host": self.host, **(headers or {})})
            answer = connection.getresponse()
            return (
                answer.status,
                answer.read().decode("utf-8", "replace"),
                {name.lower(): value for name, value in answer.getheaders()},
            )
        finally:
            connection.close()

    def try_password(self, address: str) -> int:
        """The status of a sign-in with a wrong password, by a visitor of its own."""
        _, page, headers = self.ask("GET", "/traders/sign-in")
        found = _TOKEN.search(page)
        assert found, "The page has no form."
        form = {"csrf_token": found[1], "email": address, "password": "neuf chevaux verts a Saint-Malo"}
        sent = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": headers["set-cookie"].partition(";")[0],
        }
        return self.ask("POST", "/traders/sign-in", urlencode(form), sent)[0]


@contextmanager
def served(
    trial: Trial,
    *options: str,
    file: str = OPEN_FOR_LONG,
    database: str = "sqlite",
    more: Mapping[str, str] | None = None,
) -> Iterator[Server]:
    """It answers under `traders`; `options` go to `consultkit serve`, `more` to its environment."""
    path = trial.folder / "traders.yaml"
    path.write_text(file)
    with DATABASES[database](trial) as url:
        environment = trial.environment(_settings(trial.folder, url) | dict(more or {}))
        port = free_port()
        command = [sys.executable, "-m", "consultkit.cli", "serve", str(path), "--port", str(port), *options]
        with (trial.folder / "server.log").open("wb") as log:
            process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        try:
            server = Server(port, psutil.Process(process.pid), environment)
            wait_until_it_answers(server)
            yield server
        finally:
            _stop(process)


def wait_until_it_answers(server: Server) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end:
        with suppress(OSError, http.client.HTTPException):
            if server.ask("GET", "/health")[0] == 200:
                return
        time.sleep(0.05)
    raise AssertionError(f"Nobody answered for {PATIENCE_SECONDS} seconds.")


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def _settings(folder: Path, url: str) -> dict[str, str]:
    return {
        "CONSULTKIT_DATABASE_URL": url,
        "CONSULTKIT_KEY_FILE": str(folder / "keys"),
        "CONSULTKIT_FILES": str(folder / "files"),
    }


def _stop(process: subprocess.Popen[bytes]) -> None:
    children = psutil.Process(process.pid).children(recursive=True) if process.poll() is None else []
    process.terminate()
    with suppress(subprocess.TimeoutExpired):
        process.wait(PATIENCE_SECONDS)
    for one in (process, *children):
        with suppress(psutil.NoSuchProcess, ProcessLookupError):
            one.kill()
    process.wait()
