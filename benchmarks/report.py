"""The figures as Markdown tables. They are printed, never asserted: machines differ, and so do hours."""

from __future__ import annotations

import math
import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

from benchmarks.databases import Database
from benchmarks.floor import Floor
from benchmarks.load import JOURNEY, Outcome

MIB = 1024 * 1024
KINDS = (
    "start page",
    "sign-in page",
    "to FranceConnect",
    "back from FranceConnect",
    "to the questions",
    "page of questions",
    "answers of a page",
    "check page",
    "sending",
    "receipt",
)
"""Of requests, in the order of a journey."""


@dataclass(frozen=True, slots=True)
class Served:
    """What the server did under load, and what it used for that."""

    clients: int
    outcome: Outcome
    cpu_seconds: float
    memory: int
    kept: int
    """Contributions in the database afterwards."""
    waiting: int
    """Promises that the worker had not kept yet when the load ended."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One database, wholly measured."""

    database: Database
    served: Served
    floors: Sequence[Floor]


def report(measured: Sequence[Measured], place: Path) -> str:
    parts = [_machine(measured, place), _journeys(measured), _latencies(measured), _floors(measured)]
    return "\n\n".join([*parts, *_failures(measured)])


def _machine(measured: Sequence[Measured], place: Path) -> str:
    databases = ", ".join(f"{one.database.name} {one.database.version}" for one in measured)
    return (
        f"# Benchmark\n\n{os.cpu_count()} cores, {platform.system()} {platform.machine()}, "
        f"Python {platform.python_version()}, {databases}, on {_file_system(place)}. "
        "The load, the stand-ins and the databases share the machine with the server."
    )


def _file_system(place: Path) -> str:
    mounted = [part for part in psutil.disk_partitions(all=True) if place.is_relative_to(part.mountpoint)]
    return max(mounted, key=lambda part: len(part.mountpoint)).fstype if mounted else "an unknown file system"


def _journeys(measured: Sequence[Measured]) -> str:
    head = (
        "database",
        "web processes",
        "visitors",
        "journeys/s",
        "requests/s",
        "journey p50, s",
        "journey p95, s",
        "server CPU a journey, ms",
        "RSS of a process, MiB",
        "kept / acknowledged",
        "left to the worker",
    )
    return "## Whole journeys\n\n" + _table(head, [_journey_row(one) for one in measured])


def _journey_row(one: Measured) -> tuple[str, ...]:
    served, outcome = one.served, one.served.outcome
    journeys, acknowledged = outcome.of(JOURNEY), len(outcome.references)
    return (
        one.database.name,
        str(one.database.workers),
        str(served.clients),
        f"{len(journeys) / outcome.seconds:.1f}",
        f"{outcome.requests / outcome.seconds:.0f}",
        f"{percentile(journeys, 50):.2f}",
        f"{percentile(journeys, 95):.2f}",
        f"{1000 * served.cpu_seconds / max(acknowledged, 1):.0f}",
        f"{served.memory / MIB:.0f}",
        f"{served.kept} / {acknowledged}",
        str(served.waiting),
    )


def _latencies(measured: Sequence[Measured]) -> str:
    columns = [f"{one.database.name} {figure}" for one in measured for figure in ("n", "p50", "p95", "p99")]
    rows = [(kind, *(figure for one in measured for figure in _latency(one, kind))) for kind in KINDS]
    return "## Milliseconds to the answer\n\n" + _table(("request", *columns), rows)


def _latency(one: Measured, kind: str) -> tuple[str, ...]:
    taken = one.served.outcome.of(kind)
    return (str(len(taken)), *(f"{1000 * percentile(taken, hundredth):.1f}" for hundredth in (50, 95, 99)))


def _floors(measured: Sequence[Measured]) -> str:
    head = ("database", "processes", "clients", "raw inserts/s", "submissions/s", "ratio")
    rows = [
        (
            one.database.name,
            str(floor.processes),
            str(floor.clients),
            f"{floor.raw:.0f}",
            f"{floor.submissions:.0f}",
            f"{floor.ratio:.2f}",
        )
        for one in measured
        for floor in one.floors
    ]
    return "## The submit path beside the floor\n\n" + _table(head, rows)


def _failures(measured: Sequence[Measured]) -> list[str]:
    return [
        f"**{len(failures)} journeys broke off on {one.database.name}.** The first: {failures[0]}"
        for one in measured
        if (failures := one.served.outcome.failures)
    ]


def percentile(values: Sequence[float], hundredth: int) -> float:
    """By the nearest rank; not a number where there are none."""
    if not values:
        return math.nan
    return sorted(values)[max(math.ceil(len(values) * hundredth / 100), 1) - 1]


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Aligned, so that it can be read in a terminal too."""
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    rule = ["-" * (width - 1) + (":" if place else "-") for place, width in enumerate(widths)]
    return "\n".join(_line(cells, widths) for cells in (head, rule, *rows))


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = [
        cell.rjust(width) if place else cell.ljust(width)
        for place, (cell, width) in enumerate(zip(cells, widths, strict=True))
    ]
    return f"| {' | '.join(padded)} |"
