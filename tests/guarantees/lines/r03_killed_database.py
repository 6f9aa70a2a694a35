"""R3: PostgreSQL is killed under load: what was acknowledged is there when it is back."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from importlib import import_module
from statistics import quantiles

from consultkit.storage import Archive
from guarantees import market
from guarantees.databases import OwnPostgreSQL, migrated
from guarantees.killing import Server
from guarantees.line import Fault, Finding, Line, Trial
from guarantees.maltreating import in_words, maltreat
from guarantees.market import Market
from guarantees.replacing import replaced
from guarantees.told import Told

DURABILITY = import_module("consultkit.storage.migrate")
BETWEEN = 12
LONGEST_SECONDS = 5.0


def experiment(trial: Trial) -> Finding:
    kills, stops = trial.count(2, 60), trial.count(1, 20)
    seconds: list[float] = []
    with closing(OwnPostgreSQL(trial)) as database:
        harms = [database.kill] * kills + [database.stop_at_once] * stops
        random.Random(trial.seed).shuffle(harms)

        def harm(_server: Server, told: Told) -> None:
            time.sleep(1)  # What the crowd needs to go on is on disk, even with the fault planted.
            seconds.extend(_outage(database, one, told) for one in harms)

        told, breaches = maltreat(Market(trial, migrated(database.url)), BETWEEN * len(harms), harm)
    p95 = quantiles(seconds, n=20)[-1]
    if trial.full and p95 > LONGEST_SECONDS:
        breaches.append(f"back after {p95:.1f} s (p95)")
    measured = f"{kills} kills and {stops} immediate stops, {in_words(told)}; back after {p95:.1f} s (p95)"
    return Finding(measured, breaches)


def _outage(database: OwnPostgreSQL, harm: Callable[[], None], told: Told) -> float:
    """How long nothing was acknowledged that was asked for after the harm."""
    told.wait_for(BETWEEN)
    harm()
    harmed = time.monotonic()
    database.start()
    told.wait_for(1, since=harmed)
    return time.monotonic() - harmed


@contextmanager
def forgetful() -> Iterator[None]:
    with replaced(DURABILITY, "NOT_DURABLE", {}), replaced(market, "settle", _commit_later):
        yield


def _commit_later(archive: Archive) -> None:
    with archive.reading() as tx:
        tx.connection.exec_driver_sql("ALTER SYSTEM SET synchronous_commit = off")
        tx.connection.exec_driver_sql("SELECT pg_reload_conf()")


LINE = Line(
    id="R3",
    promise="An acknowledged contribution is kept, once and whole, when PostgreSQL is killed under load",
    bar=f"0 lost, 0 doubled; acknowledging again after ≤ {LONGEST_SECONDS:.0f} s (p95)",
    points=6,
    experiment=experiment,
    faults=(
        Fault(
            "commit later",
            "synchronous_commit is off, and the check at the start that refuses it is gone",
            forgetful,
        ),
    ),
    mandatory=True,
)
