"""A site served as in production, and people at it with whom an experiment speaks HTTP."""

from __future__ import annotations

import http.client
import re
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode
from uuid import uuid4

import psutil
import sqlalchemy as sa

from consultkit import ConsultKit, Settings
from consultkit.cli.serve import server_command
from consultkit.records import Draft, Respondent, SignedIn, digest_of
from consultkit.storage.tables import respondents
from guarantees.line import Trial

HOST = "127.0.0.1"
ANSWERS = {"practices": ["payment"], "firm_name": "Phare"}
_CONSULTATION = Path(__file__).parent.parent / "consultations" / "intake.yaml"
_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
_PATIENCE_SECONDS = 60


@dataclass(frozen=True)
class Site:
    """Where it answers, its server, and the kit by which an experiment looks behind it."""

    port: int
    server: psutil.Process
    kit: ConsultKit

    def workers(self) -> list[psutil.Process]:
        """The processes that answer requests."""
        found = []
        for child in self.server.children():
            with suppress(psutil.NoSuchProcess):
                gone = child.status() == psutil.STATUS_ZOMBIE
                if not gone and "resource_tracker" not in " ".join(child.cmdline()):
                    found.append(child)
        return found


@contextmanager
def served(trial: Trial, url: str, workers: int, *more: str) -> Iterator[Site]:
    """The consultation `fair`, open until the block ends. `more` goes to the server's command."""
    port, environment = _free_port(), _deployment(trial, url)
    kit = ConsultKit(
        [environment["CONSULTKIT_CONSULTATIONS"]], settings=Settings.from_environment(environment)
    )
    command = [*server_command(HOST, port, workers, 4), *more]
    log = (trial.folder / "server.log").open("wb")
    process = subprocess.Popen(command, env=trial.environment(environment), stdout=log, stderr=log)
    try:
        _until_healthy(port)
        yield Site(port, psutil.Process(process.pid), kit)
    finally:
        process.terminate()
        process.wait(_PATIENCE_SECONDS)
        kit.close()
        log.close()


def _deployment(trial: Trial, url: str) -> Mapping[str, str]:
    file = trial.folder / "fair.yaml"
    file.write_text(_CONSULTATION.read_text().replace("closes: 2018-11-30", "closes: 2100-01-01"))
    return {
        "CONSULTKIT_CONSULTATIONS": str(file),
        "CONSULTKIT_DATABASE_URL": url,
        "CONSULTKIT_KEY_FILE": str(trial.folder / "keys"),
        "CONSULTKIT_FILES": str(trial.folder / "files"),
    }


class Person:
    """A respondent who is signed in, with a browser."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self.respondent = Respondent(uuid4())
        with site.kit.archive.writing() as tx:
            row = {"id": self.respondent.id, "created_at": site.kit.now()}
            tx.connection.execute(sa.insert(respondents).values(**row))
        visit = site.kit.sessions.begin({}, SignedIn(self.respondent, "account"))
        self.cookie = f"consultkit={visit.id}"
        page = self.ask("GET", f"{self.address_of(self.begin())}/dispute")[2]
        found = _TOKEN.search(page)
        assert found, "The page has no token."
        self.token = found[1]

    def begin(self) -> Draft:
        kit = self._site.kit
        return kit.intake.save(kit.intake.begin("fair", self.respondent), ANSWERS)

    def address_of(self, draft: Draft) -> str:
        return f"/fair/draft/{draft.id}"

    def page_of(self, draft: Draft) -> str:
        """What saving a page sends."""
        return urlencode({"csrf_token": self.token, "version": draft.version, "shown-question": "firm_name"})

    def sending_of(self, draft: Draft) -> str:
        """What the button at the end sends."""
        form = {"submit_key": draft.submit_key, "answers_sha256": digest_of(draft.answers)}
        return urlencode({"csrf_token": self.token, **form})

    def ask(self, method: str, path: str, body: str = "") -> tuple[int, str, str]:
        """The status, where it leads, and the page."""
        connection = http.client.HTTPConnection(HOST, self._site.port, timeout=_PATIENCE_SECONDS)
        headers = {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded"}
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            return response.status, response.getheader("Location", ""), response.read().decode()
        finally:
            connection.close()


def _until_healthy(port: int) -> None:
    end = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < end:
        with suppress(OSError):
            socket.create_connection((HOST, port), 1).close()
            return
        time.sleep(0.1)
    raise RuntimeError("The server did not start.")


def _free_port() -> int:
    with socket.socket() as free:
        free.bind((HOST, 0))
        port: int = free.getsockname()[1]
        return port
