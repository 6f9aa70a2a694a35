"""The floor: what this disk and this database take at most, and how much of it a submission keeps.

A raw insert is one row with the document of a submission, durable before the next one begins. A submission is
`Intake.submit` with everything that it writes, of drafts that wait. Both are made by the same number of
clients in the same number of processes, in turns, so that a noisy machine disturbs both.
"""

from __future__ import annotations

import multiprocessing
import signal
import sqlite3
import statistics
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from multiprocessing.synchronize import Barrier
from typing import Literal
from uuid import uuid4

import psycopg
import sqlalchemy as sa

from benchmarks.campaign import REHEARSED, Place
from benchmarks.databases import Database
from consultkit import ConsultKit, Draft, Respondent, canonical_json, digest_of
from consultkit.operations.protection import parted
from consultkit.storage import drafts, new_id
from consultkit.storage.tables import respondents
from sme_platforms.tests.answers import PUBLISHER

EACH = 150
"""How many of either a client makes in one round."""
PATIENCE_SECONDS = 120

Way = Literal["raw", "submit"]


@dataclass(frozen=True, slots=True)
class Floor:
    """The medians of all rounds, in rows and in submissions a second."""

    clients: int
    processes: int
    raw: float
    submissions: float

    @property
    def ratio(self) -> float:
        return self.submissions / self.raw


def measure_floor(place: Place, clients: int, rounds: int) -> Floor:
    """The first round warms up and does not count."""
    processes = min(place.database.workers, clients)
    _make_table(place.database)
    figures: dict[Way, list[float]] = {"raw": [], "submit": []}
    with _pool(place, processes) as pool:
        for _ in range(rounds + 1):
            for way, rates in figures.items():
                rates.append(_round(place, pool, way, _shares(clients, processes)))
    medians = {way: statistics.median(rates[1:]) for way, rates in figures.items()}
    return Floor(clients, processes, medians["raw"], medians["submit"])


@contextmanager
def _pool(place: Place, processes: int) -> Iterator[ProcessPoolExecutor]:
    context = multiprocessing.get_context("spawn")
    start = context.Barrier(processes)
    with ProcessPoolExecutor(processes, context, _prepare, (place, start)) as pool:
        yield pool


def _shares(clients: int, processes: int) -> list[int]:
    """How many clients each process has."""
    return [len(range(share, clients, processes)) for share in range(processes)]


def _round(place: Place, pool: ProcessPoolExecutor, way: Way, shares: Sequence[int]) -> float:
    """How many a second."""
    waiting = [_waiting_drafts(place, clients) if way == "submit" else _rows(clients) for clients in shares]
    spans = list(pool.map(_work, [way] * len(shares), waiting))
    return sum(shares) * EACH / (max(end for _, end in spans) - min(begin for begin, _ in spans))


Work = Sequence[Sequence[Draft]]
"""For each client of a process, the drafts to send; raw inserts need but their number."""


def _rows(clients: int) -> Work:
    row = Draft(uuid4(), "", uuid4(), "", {}, 0, "", REHEARSED, REHEARSED)
    return [[row] * EACH] * clients


def _waiting_drafts(place: Place, clients: int) -> Work:
    """Complete drafts, of a respondent for each client."""
    kit = place.kit()
    try:
        return [_drafts_of_somebody(kit) for _ in range(clients)]
    finally:
        kit.close()


def _drafts_of_somebody(kit: ConsultKit) -> list[Draft]:
    form, now = kit.forms.current(kit.consultations[0].id), kit.now()
    owner, answers = uuid4(), parted(form, PUBLISHER)
    waiting = [
        Draft(new_id(), form.consultation.id, owner, form.digest, PUBLISHER, 1, uuid4().hex, now, now)
        for _ in range(EACH)
    ]
    with kit.archive.writing() as tx:
        tx.connection.execute(sa.insert(respondents).values(id=owner, created_at=now))
        for draft in waiting:
            drafts.insert(tx, draft, answers)
    return waiting


# --- in the processes --------------------------------------------------------------------------------------


class _Process:
    """What a process of the pool keeps between rounds."""

    place: Place
    kit: ConsultKit
    start: Barrier


def _prepare(place: Place, start: Barrier) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _Process.place, _Process.kit, _Process.start = place, place.kit(), start


def _work(way: Way, work: Work) -> tuple[float, float]:
    """When all clients of this process began, and when the last was done."""
    do = _insert_rows if way == "raw" else _submit
    ready = threading.Barrier(len(work) + 1)
    with ThreadPoolExecutor(len(work)) as clients:
        running = [clients.submit(do, share, ready) for share in work]
        # Everybody is connected; now the other processes.
        _Process.start.wait(PATIENCE_SECONDS)
        ready.wait(PATIENCE_SECONDS)
        began = time.monotonic()
        for one in running:
            one.result()
    return began, time.monotonic()


def _submit(share: Sequence[Draft], ready: threading.Barrier) -> None:
    checked = digest_of(PUBLISHER)
    intake = _Process.kit.intake
    with _Process.kit.archive.reading():
        ready.wait(PATIENCE_SECONDS)
    for draft in share:
        intake.submit(
            draft.id, Respondent(draft.respondent_id), submit_key=draft.submit_key, answers_sha256=checked
        )


def _insert_rows(share: Sequence[Draft], ready: threading.Barrier) -> None:
    document = canonical_json(PUBLISHER).decode()
    insert_rows = _insert_postgresql if _Process.place.database.on_postgresql else _insert_sqlite
    insert_rows(_Process.place.database.url, document, len(share), lambda: ready.wait(PATIENCE_SECONDS))


def _insert_postgresql(url: str, document: str, number: int, wait: Callable[[], int]) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        wait()
        for _ in range(number):
            connection.execute("INSERT INTO bench_floor VALUES (%s, %s)", (uuid4(), document), prepare=True)


def _insert_sqlite(url: str, document: str, number: int, wait: Callable[[], int]) -> None:
    file = url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(file, timeout=PATIENCE_SECONDS, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous=FULL")
        wait()
        for _ in range(number):
            connection.execute("INSERT INTO bench_floor VALUES (?, ?)", (uuid4().bytes, document))


def _make_table(database: Database) -> None:
    if database.on_postgresql:
        with psycopg.connect(database.url) as connection:
            connection.execute("CREATE TABLE IF NOT EXISTS bench_floor (id uuid PRIMARY KEY, document jsonb)")
    else:
        with closing(sqlite3.connect(database.url.removeprefix("sqlite:///"))) as connection:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("CREATE TABLE IF NOT EXISTS bench_floor (id BLOB PRIMARY KEY, document TEXT)")
