"""R1: web workers are killed under load, people press twice: what was acknowledged is there, once."""

from __future__ import annotations

import random
import time
from dataclasses import replace

from consultkit.storage import Acceptance, Acceptor, outbox
from guarantees.check_then_insert import CHECK_THEN_INSERT
from guarantees.databases import DATABASES
from guarantees.killing import Server, kill_workers
from guarantees.line import Fault, Finding, Line, Trial
from guarantees.maltreating import in_words, maltreat
from guarantees.market import Market
from guarantees.replacing import replaced
from guarantees.told import Told


def experiment(trial: Trial) -> Finding:
    kills, between = trial.count(6, 200), trial.count(15, 52)

    def kill(server: Server, told: Told) -> None:
        kill_workers(server, told, kills, between, random.Random(trial.seed))

    with DATABASES["postgresql"](trial) as url:
        told, breaches = maltreat(Market(trial, url), kills * between, kill)
    if not told.answers["broken"]:
        breaches.append("no kill hit a request: nothing was tried")
    return Finding(f"{kills} workers killed, {in_words(told)}", breaches)


_accept = Acceptor.accept


def _enqueue_later(acceptor: Acceptor, acceptance: Acceptance) -> bool:
    taken = _accept(acceptor, replace(acceptance, plugins=()))
    time.sleep(0.01)  # The way to a queue that is somewhere else.
    with acceptor._archive.writing() as tx:
        for plugin in acceptance.plugins if taken else ():
            task = outbox.Task("route", acceptance.submission.id, "fair", plugin)
            outbox.enqueue(tx, task, acceptance.submission.decided_at)
    return taken


LINE = Line(
    id="R1",
    promise="An acknowledged contribution is kept, once and whole, when web workers are killed under load",
    bar="0 lost, 0 doubled, 0 other receipts, 1 entry in the outbox each",
    points=6,
    experiment=experiment,
    faults=(
        Fault(
            "enqueued later",
            "what a contribution promises is written in a second transaction, after the commit",
            lambda: replaced(Acceptor, "accept", _enqueue_later),
        ),
        CHECK_THEN_INSERT,
    ),
    mandatory=True,
)
