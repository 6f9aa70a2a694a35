"""Web workers are killed under load, people press twice: what was acknowledged is there, once, and whole."""

from __future__ import annotations

import http.client
import os
import random
import re
import socket
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode
from uuid import UUID, uuid4

import psutil
import pytest
import sqlalchemy as sa

from consultkit import ConsultKit
from consultkit.cli.serve import granian_command
from consultkit.records import Draft, Respondent, SignedIn, digest_of
from consultkit.storage.tables import outbox, receipts, respondents, submissions

from . import kill_server

KILLS = 20
CLIENTS = 6
WORKERS = 2
DOUBLE = 0.2
BETWEEN_KILLS = 10
PATIENCE_SECONDS = 20
ANSWERS = {"practices": ["payment"], "firm_name": "Phare"}
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
CONSULTATION = Path(__file__).parent.parent / "consultations" / "intake.yaml"


@dataclass
class Acknowledged:
    """What the respondents were told: the reference of each draft that was answered with a receipt."""

    references: dict[UUID, set[str]] = field(default_factory=dict)
    answers: Counter[str] = field(default_factory=Counter)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, draft: UUID, reference: str) -> None:
        with self._lock:
            self.references.setdefault(draft, set()).add(reference)

    def count(self, what: str) -> None:
        with self._lock:
            self.answers[what] += 1


class Client:
    """A signed-in respondent with a browser that keeps trying."""

    def __init__(self, kit: ConsultKit, port: int, told: Acknowledged) -> None:
        self._kit, self._port, self.told = kit, port, told
        self._respondent = Respondent(uuid4())
        with kit.archive.writing() as tx:
            tx.connection.execute(sa.insert(respondents).values(id=self._respondent.id, created_at=kit.now()))
        self._cookie = f"consultkit={kit.sessions.begin({}, SignedIn(self._respondent, 'account')).id}"
        self._token = self._read_token()

    def contribute(self, chance: random.Random) -> None:
        draft = self._kit.intake.save(self._kit.intake.begin("fair", self._respondent), ANSWERS)
        times = 2 if chance.random() < DOUBLE else 1
        with ThreadPoolExecutor(times) as hands:
            list(hands.map(self._press, [draft] * times))

    def _press(self, draft: Draft) -> None:
        """Send until there is an answer: a connection that breaks says nothing about what was kept."""
        form = {
            "csrf_token": self._token,
            "submit_key": draft.submit_key,
            "answers_sha256": digest_of(draft.answers),
        }
        status, location = self._until_answered("POST", f"/fair/draft/{draft.id}/submit", urlencode(form))[:2]
        self.told.count(f"{status}")
        assert status == 303, f"A submission was answered with {status}."
        self.told.note(draft.id, location.rsplit("/", 1)[1])

    def _read_token(self) -> str:
        draft = self._kit.intake.begin("fair", self._respondent)
        _, _, page = self._until_answered("GET", f"/fair/draft/{draft.id}/dispute")
        found = TOKEN.search(page)
        assert found, "The page has no token."
        return found[1]

    def _until_answered(self, method: str, path: str, body: str = "") -> tuple[int, str, str]:
        end = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < end:
            with suppress(OSError, http.client.HTTPException):
                return self._ask(method, path, body)
            self.told.count("broken")
            time.sleep(0.05)
        raise AssertionError(f"Nobody answered for {PATIENCE_SECONDS} seconds.")

    def _ask(self, method: str, path: str, body: str) -> tuple[int, str, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=PATIENCE_SECONDS)
        headers = {"Cookie": self._cookie, "Content-Type": "application/x-www-form-urlencoded"}
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            return response.status, response.getheader("Location", ""), response.read().decode()
        finally:
            connection.close()


@contextmanager
def served(port: int) -> Iterator[psutil.Process]:
    """granian with its workers. It puts a new one in the place of each that dies."""
    command = granian_command("127.0.0.1", port, WORKERS, 2, "kill_server:make_app")
    process = subprocess.Popen(
        [*command, "--respawn-interval", "0.1"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(Path(__file__).parent), *python_path()])},
    )
    try:
        yield psutil.Process(process.pid)
    finally:
        process.terminate()
        process.wait(PATIENCE_SECONDS)


def python_path() -> list[str]:
    given = os.environ.get("PYTHONPATH")
    return [given] if given else []


def workers(server: psutil.Process) -> list[psutil.Process]:
    """Those that live and serve: neither the dead nor the helpers of Python's own."""
    found = []
    for child in server.children():
        with suppress(psutil.NoSuchProcess):
            if child.status() != psutil.STATUS_ZOMBIE and "resource_tracker" not in " ".join(child.cmdline()):
                found.append(child)
    return found


def kill_under_load(server: psutil.Process, clients: list[Client]) -> None:
    """Let everybody contribute while one worker after another is killed."""
    over = threading.Event()

    def contribute(place: int) -> None:
        chance = random.Random(place)
        while not over.is_set():
            clients[place].contribute(chance)

    with ThreadPoolExecutor(len(clients)) as people:
        contributing = [people.submit(contribute, place) for place in range(len(clients))]
        try:
            kill_one_after_another(server, clients[0].told)
        finally:
            over.set()
        for one in contributing:
            one.result()


def kill_one_after_another(server: psutil.Process, told: Acknowledged) -> None:
    known = {worker.pid for worker in workers(server)}
    for _ in range(KILLS):
        until_acknowledged(told, told.answers["303"] + BETWEEN_KILLS)
        # The oldest: granian gives up when a worker dies again within seconds of its start.
        min(workers(server), key=lambda worker: (worker.create_time(), worker.pid)).kill()
        known = until_replaced(server, known)


def until_acknowledged(told: Acknowledged, enough: int) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while told.answers["303"] < enough:
        assert time.monotonic() < end, "Nothing is acknowledged any more."
        time.sleep(0.01)


def until_replaced(server: psutil.Process, known: set[int]) -> set[int]:
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end:
        now = {worker.pid for worker in workers(server)}
        if len(now) == WORKERS and now - known:
            return now
        time.sleep(0.02)
    raise AssertionError("No worker came in the place of the one that was killed.")


def faults(kit: ConsultKit, told: Acknowledged) -> list[str]:
    """What is wrong between what people were told and what is kept."""
    with kit.archive.reading() as tx:
        kept = dict(tx.connection.execute(sa.select(submissions.c.id, submissions.c.reference)).all())
        proofs = Counter(tx.connection.scalars(sa.select(receipts.c.submission_id)))
        promised = Counter(
            tx.connection.scalars(sa.select(outbox.c.subject_id).where(outbox.c.kind == "route"))
        )
    found = [f"lost: {draft}" for draft in told.references if draft not in kept]
    found += [
        f"other receipt: {draft} {sorted(given)}"
        for draft, given in told.references.items()
        if draft in kept and given != {kept[draft]}
    ]
    found += [f"receipts of {one}: {proofs[one]}" for one in kept if proofs[one] != 1]
    found += [f"promises of {one}: {promised[one]}" for one in kept if promised[one] != 1]
    return found


@pytest.fixture
def kit(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ConsultKit]:
    file = tmp_path / "fair.yaml"
    text = CONSULTATION.read_text().replace("closes: 2018-11-30", "closes: 2100-01-01")
    file.write_text(f"{text}plugins: {{archivist: {{}}}}\n")
    monkeypatch.setenv(kill_server.FILE_VARIABLE, str(file))
    monkeypatch.setenv("CONSULTKIT_DATABASE_URL", database_url)
    monkeypatch.setenv("CONSULTKIT_KEY_FILE", str(tmp_path / "keys"))
    kit = kill_server.open_kit()
    yield kit
    kit.close()


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


@pytest.mark.slow
def test_no_acknowledged_contribution_is_lost_or_doubled_when_workers_are_killed(kit: ConsultKit) -> None:
    told, port = Acknowledged(), free_port()
    with served(port) as server:
        clients = [Client(kit, port, told) for _ in range(CLIENTS)]
        kill_under_load(server, clients)
    assert told.answers["broken"] > 0, "No kill hit a request."
    assert faults(kit, told) == []


def test_the_audit_finds_what_it_looks_for(kit: ConsultKit) -> None:
    told, me = Acknowledged(), Respondent(uuid4())
    with kit.archive.writing() as tx:
        tx.connection.execute(sa.insert(respondents).values(id=me.id, created_at=kit.now()))
    sent = []
    for _ in range(3):
        draft = kit.intake.save(kit.intake.begin("fair", me), ANSWERS)
        receipt = kit.intake.submit(
            draft.id, me, submit_key=draft.submit_key, answers_sha256=digest_of(ANSWERS)
        )
        told.note(draft.id, receipt.reference)
        sent.append(draft.id)
    assert faults(kit, told) == []
    with kit.archive.writing() as tx:
        tx.connection.execute(sa.delete(submissions).where(submissions.c.id == sent[0]))
        tx.connection.execute(sa.delete(outbox).where(outbox.c.subject_id == sent[1]))
    told.note(sent[2], "another")
    assert [fault.split(":")[0] for fault in faults(kit, told)] == [
        "lost",
        "other receipt",
        f"promises of {sent[1]}",
    ]
