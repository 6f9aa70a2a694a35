"""R4: on SQLite likewise; and no answer goes out before the disk has what it acknowledges."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

from consultkit.storage import Acceptance, Acceptor, engine
from guarantees.crowd import Client
from guarantees.databases import DATABASES
from guarantees.killing import Server, free_port, kill_workers
from guarantees.line import Fault, Finding, Line, Trial
from guarantees.maltreating import in_words, maltreat
from guarantees.market import Market
from guarantees.replacing import replaced
from guarantees.told import Told
from guarantees.tracing import answers_in, tracing

DURABILITY = import_module("consultkit.storage.migrate")


def experiment(trial: Trial) -> Finding:
    kills, between, traced = trial.count(3, 200), trial.count(12, 20), trial.count(15, 1_000)

    def kill(server: Server, told: Told) -> None:
        kill_workers(server, told, kills, between, random.Random(trial.seed))

    with DATABASES["sqlite"](trial) as url:
        told, breaches = maltreat(Market(trial, url), kills * between, kill)
        in_order = _traced(Market(trial, url), traced)
    if in_order.count(True) != traced:
        breaches.append(
            f"of {traced} contributions, {in_order.count(True)} were on disk when they were acknowledged"
        )
    synced = f"{in_order.count(True):,} of {traced:,} synced first"
    return Finding(f"{kills} workers killed, {in_words(told)}; {synced}", breaches)


def _traced(site: Market, count: int) -> list[bool]:
    trace, port, kit = site.trial.folder / "trace", free_port(), site.open()
    client = Client(kit, port, Told(), count)
    kit.close()
    server = Server(site, port, before=tracing(trace), workers=1)
    try:
        client.arrive()
        client.send_all()
    finally:
        server.kill_group()
    with trace.open(errors="replace") as lines:
        return list(answers_in(lines))


_set_pragmas, _accept = engine._set_pragmas, Acceptor.accept


@contextmanager
def _unsynced() -> Iterator[None]:
    with replaced(DURABILITY, "SQLITE_SYNCHRONOUS_FULL", 0), replaced(engine, "_set_pragmas", _normal):
        yield


def _normal(connection: Any, record: object) -> None:
    _set_pragmas(connection, record)
    connection.execute("PRAGMA synchronous=NORMAL")


def _accept_later(acceptor: Acceptor, acceptance: Acceptance) -> bool:
    def accept() -> None:
        time.sleep(0.05)
        _accept(acceptor, acceptance)

    threading.Thread(target=accept, daemon=True).start()
    return True


LINE = Line(
    id="R4",
    promise="The same on SQLite; and what is acknowledged is on disk before the answer goes out",
    bar="0 lost, 0 doubled; the log is synced before each acknowledgement",
    points=4,
    experiment=experiment,
    faults=(
        Fault("not synced", "synchronous is NORMAL, and the check that refuses it is gone", _unsynced),
        Fault(
            "told first",
            "who sends is told so before it is committed",
            lambda: replaced(Acceptor, "accept", _accept_later),
        ),
    ),
)
