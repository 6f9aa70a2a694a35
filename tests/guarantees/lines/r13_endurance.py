"""R13: five times the crowd that is expected, for half an hour: quick, without an error, without growing."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from statistics import linear_regression, quantiles
from typing import Any

from consultkit.web import request_log
from guarantees.databases import DATABASES
from guarantees.fair import Person, Site, served
from guarantees.line import Fault, Finding, Line, Trial
from guarantees.replacing import replaced

PEOPLE = 20
"""Each writes one draft after another: five times those who write at once on a busy day."""
SAVES, EVERY_SECONDS = 3, 2.0
P99_SECONDS = 0.5
GROWTH_A_MINUTE = 1_000_000
GROWTH_A_REQUEST = 20_000
"""Bytes. In a short run a process still warms up: there, what one request leaves behind tells a leak."""
WARM_UP = 0.4
"""Of the time: what a process holds in the end, it has taken by then."""
_MEMORY_EVERY_SECONDS = 0.25


@dataclass
class Seen:
    """What everybody met."""

    submits: list[float] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    memory: list[tuple[float, int, int]] = field(default_factory=list)
    """Seconds since the beginning, bytes of all processes that serve, requests answered so far."""
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, status: int, *submitted: float) -> None:
        with self.lock:
            self.statuses.append(status)
            self.submits.extend(submitted)


def experiment(trial: Trial) -> Finding:
    people = trial.count(6, PEOPLE)
    seconds, pause = trial.count(4, 1800), EVERY_SECONDS if trial.full else 0.02
    kind = "postgresql" if trial.full else "sqlite"
    with DATABASES[kind](trial) as url, served(trial, url, 2 if trial.full else 1) as site:
        seen = _crowd(site, people, seconds, pause)
    settled = [one for one in seen.memory if one[0] > WARM_UP * seconds]
    a_minute = _slope([(at, memory) for at, memory, _ in settled]) * 60
    a_request = _slope([(number, memory) for _, memory, number in settled])
    errors = sum(status >= 500 for status in seen.statuses)
    p99 = quantiles(seen.submits, n=100)[98]
    breaches = [f"{errors} answers of 500 and more"] if errors else []
    if trial.full:
        breaches += [f"p99 of sending is {p99 * 1000:.0f} ms"] if p99 >= P99_SECONDS else []
        breaches += (
            [f"memory grows by {a_minute / 1e6:.2f} MB a minute"] if a_minute >= GROWTH_A_MINUTE else []
        )
    elif a_request >= GROWTH_A_REQUEST:
        breaches.append(f"each request leaves {a_request / 1000:.0f} kB behind")
    measured = (
        f"{seconds / 60:.1f} min, {people} people, {len(seen.statuses):,} requests, "
        f"{len(seen.submits):,} sent: p99 {p99 * 1000:.0f} ms, {errors} of 5xx, "
        f"memory {a_minute / 1e6:+.2f} MB a minute"
    )
    return Finding(measured, breaches)


def _crowd(site: Site, number: int, seconds: float, pause: float) -> Seen:
    seen, over = Seen(), threading.Event()
    people = [Person(site) for _ in range(number)]
    with ThreadPoolExecutor(number + 1) as hands:
        waiting = [hands.submit(_write, one, seen, over, pause) for one in people]
        waiting.append(hands.submit(_weigh, site, seen, over))
        time.sleep(seconds)
        over.set()
        for one in waiting:
            one.result()
    return seen


def _write(person: Person, seen: Seen, over: threading.Event, pause: float) -> None:
    while not over.is_set():
        draft = person.begin()
        address = person.address_of(draft)
        for _ in range(SAVES):
            over.wait(pause)
            # The newest version stays the one that was opened: the others are told so, and cost as much.
            seen.note(person.ask("POST", f"{address}/dispute/autosave", person.page_of(draft))[0])
        draft = person.begin()
        began = time.perf_counter()
        status = person.ask("POST", f"{person.address_of(draft)}/submit", person.sending_of(draft))[0]
        seen.note(status, time.perf_counter() - began)


def _weigh(site: Site, seen: Seen, over: threading.Event) -> None:
    began = time.monotonic()
    while not over.wait(_MEMORY_EVERY_SECONDS):
        memory = sum(worker.memory_info().rss for worker in site.workers())
        seen.memory.append((time.monotonic() - began, memory, len(seen.statuses)))


def _slope(points: Sequence[tuple[float, float]]) -> float:
    return linear_regression([x for x, _ in points], [y for _, y in points]).slope


_LEAKED: list[bytearray] = []
_note = request_log._note


def _leaking(response: Any) -> Any:
    _LEAKED.append(bytearray(b"x" * 50_000))
    return _note(response)


LINE = Line(
    id="R13",
    promise="Half an hour of five times the crowd: quick, no error, no growth",
    bar="p99 of sending < 500 ms, 0 answers of 5xx, memory < 1 MB a minute",
    points=2,
    experiment=experiment,
    faults=(
        Fault(
            "a leak",
            "each request leaves 50 kB behind",
            lambda: replaced(request_log, "_note", _leaking),
        ),
    ),
)
