"""R2: the whole group of web servers is killed under load, and started again."""

from __future__ import annotations

import threading
import time
from statistics import quantiles

from consultkit.storage import Acceptance, Acceptor
from guarantees.databases import DATABASES
from guarantees.killing import Server
from guarantees.line import Fault, Finding, Line, Trial
from guarantees.maltreating import in_words, maltreat
from guarantees.market import Market
from guarantees.replacing import replaced
from guarantees.told import Told

BETWEEN = 10
LONGEST_SECONDS = 3.0


def experiment(trial: Trial) -> Finding:
    kills, seconds = trial.count(2, 60), list[float]()

    def kill(server: Server, told: Told) -> None:
        seconds.extend(_outage(server, told) for _ in range(kills))

    with DATABASES["postgresql"](trial) as url:
        told, breaches = maltreat(Market(trial, url), BETWEEN * kills, kill)
    p95 = quantiles(seconds, n=20)[-1]
    if trial.full and p95 > LONGEST_SECONDS:
        breaches.append(f"back after {p95:.1f} s (p95)")
    return Finding(f"{kills} groups killed, {in_words(told)}; back after {p95:.1f} s (p95)", breaches)


def _outage(server: Server, told: Told) -> float:
    """How long nothing was acknowledged that was asked for after the kill."""
    told.wait_for(BETWEEN)
    server.kill_group()
    killed = time.monotonic()
    server.start()
    told.wait_for(1, since=killed)
    return time.monotonic() - killed


_accept = Acceptor.accept


def _accept_soon(acceptor: Acceptor, acceptance: Acceptance) -> bool:
    threading.Timer(0.2, _accept, (acceptor, acceptance)).start()
    return True


LINE = Line(
    id="R2",
    promise="The same when the whole group of web servers is killed, and it is back at once",
    bar=f"0 lost, 0 doubled; acknowledging again after ≤ {LONGEST_SECONDS:.0f} s (p95)",
    points=3,
    experiment=experiment,
    faults=(
        Fault(
            "in memory first",
            "who sends is told so while the contribution waits in memory to be written",
            lambda: replaced(Acceptor, "accept", _accept_soon),
        ),
    ),
)
