"""R11: a new version is taken over while people hand things in, and nobody notices."""

from __future__ import annotations

import signal
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from consultkit.cli import careful_server
from consultkit.cli.careful_server import CarefulServer
from guarantees.databases import DATABASES
from guarantees.fair import HOST, Person, Site, served
from guarantees.line import Fault, Finding, Line, Trial
from guarantees.replacing import replaced

PIECES = 10
SLOW, QUICK = 4, 4
PATIENCE_SECONDS = 60


def experiment(trial: Trial) -> Finding:
    reloads, seconds = trial.count(1, 4), trial.count(2, 8)
    with DATABASES["sqlite"](trial) as url, served(trial, url, 1) as site:
        said = _reloaded_under_load(site, reloads, seconds)
        kept = _ended_in_order(site, seconds)
    broken = {word: number for word, number in said.items() if word not in {"slow 303", "quick 200"}}
    breaches = [f"{number} × {word}" for word, number in broken.items()]
    breaches += [] if kept == "303" else [f"what had begun at SIGTERM: {kept}"]
    measured = (
        f"{reloads} reloads under {said['slow 303']} uploads of {seconds} s and {said['quick 200']:,} pages: "
        f"{sum(broken.values())} cut or refused; what had begun at SIGTERM was answered {kept}"
    )
    return Finding(measured, breaches)


def _reloaded_under_load(site: Site, reloads: int, seconds: float) -> Counter[str]:
    said: Counter[str] = Counter()
    over, lock = threading.Event(), threading.Lock()

    def go_on(name: str, act: Callable[[], str]) -> None:
        while not over.is_set():
            answer = act()
            with lock:
                said[f"{name} {answer}"] += 1

    people = [Person(site) for _ in range(SLOW)]
    with ThreadPoolExecutor(SLOW + QUICK) as hands:
        waiting = [hands.submit(go_on, "slow", _upload(site, one, seconds)) for one in people]
        waiting += [hands.submit(go_on, "quick", lambda: _look(site)) for _ in range(QUICK)]
        try:
            for _ in range(reloads):
                _reload(site)
            time.sleep(seconds)
        finally:
            over.set()
        for one in waiting:
            one.result()
    return said


def _reload(site: Site) -> None:
    """Until other processes serve, and these alone."""
    before = {worker.pid for worker in site.workers()}
    site.server.send_signal(signal.SIGHUP)
    end = time.monotonic() + PATIENCE_SECONDS
    while before & {worker.pid for worker in site.workers()} and time.monotonic() < end:
        time.sleep(0.1)


def _ended_in_order(site: Site, seconds: float) -> str:
    """What somebody is told whose upload had begun when the server was stopped."""
    person = Person(site)
    with ThreadPoolExecutor(1) as hands:
        told = hands.submit(_upload(site, person, seconds))
        time.sleep(seconds / 2)
        site.server.terminate()
        return told.result()


def _upload(site: Site, person: Person, seconds: float) -> Callable[[], str]:
    draft = person.begin()
    body = person.page_of(draft).encode()
    head = (
        f"POST {person.address_of(draft)}/dispute HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n"
        f"Cookie: {person.cookie}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    step = len(body) // PIECES + 1
    pieces = [head.encode(), *(body[at : at + step] for at in range(0, len(body), step))]
    return lambda: _spoken(site.port, pieces, seconds / PIECES)


def _look(site: Site) -> str:
    time.sleep(0.02)
    asked = f"GET /health HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n\r\n".encode()
    return _spoken(site.port, [asked], 0)


def _spoken(port: int, pieces: list[bytes], pause: float) -> str:
    """The status of the answer, or how it came to none."""
    try:
        line = socket.create_connection((HOST, port), PATIENCE_SECONDS)
    except OSError:
        return "refused"
    with line:
        try:
            for piece in pieces:
                line.sendall(piece)
                time.sleep(pause)
            answer = line.makefile("rb").read()
        except OSError:
            return "cut"
    return answer[9:12].decode() or "cut"


def _stop_then_start(careful: Any, target: Any, loader: Any) -> None:
    careful.reload_signal = False
    careful.main_loop_interrupt.clear()
    careful._stop_workers()
    careful._spawn_workers(target, loader)


LINE = Line(
    id="R11",
    promise="A reload cuts nobody off, and a stop lets what has begun be ended",
    bar="4 reloads (SIGHUP) under slow uploads: 0 cut, 0 refused",
    points=2,
    experiment=experiment,
    faults=(
        Fault(
            "stopped listening",
            "the old processes end before the new ones listen",
            lambda: replaced(CarefulServer, "_reload", _stop_then_start),
        ),
        Fault(
            "no patience",
            "a process that is to end drops what it has begun after a second",
            lambda: replaced(careful_server, "DRAIN_SECONDS", 1),
        ),
    ),
)
