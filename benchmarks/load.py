"""People at the site, at the same time, in a few processes; for a set time."""

from __future__ import annotations

import multiprocessing
import threading
import time
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from benchmarks.browser import Browser, Times
from benchmarks.journey import Contribution, contribute

MOST_PROCESSES = 4
WARM_UP_JOURNEYS = 2
HOST = "127.0.0.1"
PATIENCE_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Crowd:
    """Who comes, and for how long."""

    port: int
    people: tuple[str, ...]
    clients: int
    seconds: float
    contribution: Contribution


@dataclass(slots=True)
class Observed:
    """What happened between the first request and the last answer."""

    seconds: float = 0.0
    journeys: int = 0
    times: Times = field(default_factory=lambda: defaultdict(list))
    errors: list[str] = field(default_factory=list)

    def add(self, other: Observed) -> None:
        """What happened elsewhere meanwhile."""
        self.seconds = max(self.seconds, other.seconds)
        self.journeys += other.journeys
        self.errors += other.errors
        for kind, times in other.times.items():
            self.times[kind] += times


def processes_for(clients: int) -> int:
    """How many processes these clients are spread over."""
    return min(clients, MOST_PROCESSES)


def walk(crowd: Crowd) -> Observed:
    """Let everybody make one journey after another; those begun in time are ended."""
    context = multiprocessing.get_context("spawn")
    processes = processes_for(crowd.clients)
    barrier = context.Barrier(crowd.clients)
    observed = Observed()
    with context.Pool(processes, _prepare, (crowd, barrier)) as pool:
        for seen in pool.imap_unordered(_walk_some, range(processes), chunksize=1):
            observed.add(seen)
    return observed


def _prepare(crowd: Crowd, barrier: threading.Barrier) -> None:
    # A barrier can be inherited only, not sent.
    global _crowd, _barrier
    _crowd, _barrier = crowd, barrier


_crowd: Crowd
_barrier: threading.Barrier


def _walk_some(process: int) -> Observed:
    places = range(process, _crowd.clients, processes_for(_crowd.clients))
    observed = Observed()
    with ThreadPoolExecutor(len(places)) as threads:
        for seen in threads.map(_walk_one, places):
            observed.add(seen)
    return observed


def _walk_one(place: int) -> Observed:
    # Nobody is at the site twice at once: a draft that is open elsewhere would be resumed, and fought over.
    people = _crowd.people[place :: _crowd.clients]
    browser, observed = Browser(HOST, _crowd.port), Observed()
    for number in range(WARM_UP_JOURNEYS):
        contribute(browser, _crowd.contribution, people[number % len(people)])
    browser.times.clear()
    _barrier.wait(PATIENCE_SECONDS)
    began = time.perf_counter()
    while time.perf_counter() - began < _crowd.seconds:
        try:
            contribute(browser, _crowd.contribution, people[observed.journeys % len(people)])
            observed.journeys += 1
        except Exception as error:
            observed.errors.append(f"{type(error).__name__}: {error}")
            browser.close()
    observed.seconds, observed.times = time.perf_counter() - began, browser.times
    return observed
