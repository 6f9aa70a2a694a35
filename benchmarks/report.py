"""The figures as Markdown. They are printed, never asserted: machines differ, and so do hours."""

from __future__ import annotations

import math
import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import psutil

from benchmarks.enumeration import Timing
from benchmarks.load import Observed
from benchmarks.rounds import Compared

KINDS = (
    "start page",
    "sign-in",
    "FranceConnect stand-in",
    "begin or resume",
    "page of questions",
    "answers of a page",
    "check",
    "submit",
    "receipt",
)
"""Of requests, in the order of a journey."""
MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Measured:
    """One database, wholly measured."""

    database: str
    workers: int
    clients: int
    walked: Observed
    cpu_milliseconds: float
    """Of the web workers, a journey."""
    memory: int
    """Bytes that the largest web worker held in the end."""
    acknowledged: int
    kept: int
    """Submissions in the database when all journeys had ended."""
    compared: Compared


def machine(folder: Path) -> str:
    """Where the figures are from."""
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    return (
        f"# Benchmark\n\n{os.cpu_count()} cores, {platform.system()} {platform.machine()}, "
        f"Python {platform.python_version()}, {_file_system(folder)}; load average before: {load}.\n"
        "The clients, the FranceConnect stand-in and the database share these cores with the server."
    )


def report(one: Measured) -> str:
    """The tables of one database."""
    return "\n\n".join([f"## {one.database}", _journeys(one), _requests(one.walked), _submit(one.compared)])


def _journeys(one: Measured) -> str:
    walked = one.walked
    requests = sum(len(times) for times in walked.times.values())
    ours = requests - len(walked.times["FranceConnect stand-in"])
    rows = [
        ("web workers; clients at once", f"{one.workers}; {one.clients}"),
        ("whole journeys", str(walked.journeys)),
        ("journeys/s", f"{walked.journeys / walked.seconds:.1f}"),
        ("requests/s to the server", f"{ours / walked.seconds:.0f}"),
        ("server CPU a journey", f"{one.cpu_milliseconds:.0f} ms"),
        ("RSS of a web worker", f"{one.memory / MIB:.0f} MiB"),
        ("errors", _errors(walked.errors)),
        ("submissions kept / acknowledged", f"{one.kept} / {one.acknowledged}"),
    ]
    return _table(("whole journeys, each with a FranceConnect sign-in", ""), rows)


def _errors(errors: Sequence[str]) -> str:
    return f"{len(errors)}, the first: {errors[0]}" if errors else "0"


def _requests(walked: Observed) -> str:
    rows = [(kind, str(len(walked.times[kind])), *_milliseconds(walked.times[kind])) for kind in KINDS]
    return _table(("request", "number", "p50 ms", "p95 ms", "p99 ms"), rows)


def _milliseconds(times: Sequence[float]) -> list[str]:
    return [f"{1000 * percentile(times, hundredth):.1f}" for hundredth in (50, 95, 99)]


def _submit(compared: Compared) -> str:
    head = (f"durable commits/s, {_count(compared.writers)}", "median", "lowest", "highest")
    return _table(
        head,
        [
            ("floor: one document, raw", *_spread(compared.floor, "{:.0f}")),
            ("submit path: `Intake.submit`", *_spread(compared.submit, "{:.0f}")),
            ("ratio, pair by pair", *_spread(compared.ratios, "{:.2f}")),
        ],
    )


def timings(found: Sequence[Timing]) -> str:
    """The times of answers with and without an account, side by side."""
    head = ("answers with and without an account", "number", "median ms", "without, ms", "difference ms", "p")
    rows = [
        (
            one.page,
            f"{len(one.known)} + {len(one.unknown)}",
            *(
                f"{1000 * seconds:.2f}"
                for seconds in (median(one.known), median(one.unknown), one.difference)
            ),
            f"{one.p:.3f}",
        )
        for one in found
    ]
    return _table(head, rows)


def _count(writers: int) -> str:
    return "1 writing process" if writers == 1 else f"{writers} writing processes"


def _spread(values: Sequence[float], shape: str) -> list[str]:
    return [shape.format(value) for value in (median(values), min(values), max(values))]


def percentile(values: Sequence[float], hundredth: int) -> float:
    """By the nearest rank; not a number where there are none."""
    if not values:
        return math.nan
    return sorted(values)[max(math.ceil(len(values) * hundredth / 100), 1) - 1]


def _file_system(folder: Path) -> str:
    place = folder.resolve()
    mounted = [part for part in psutil.disk_partitions(all=True) if place.is_relative_to(part.mountpoint)]
    return max(mounted, key=lambda part: len(part.mountpoint)).fstype if mounted else "unknown file system"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    rule = ["---", *("---:" for _ in head[1:])]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (head, rule, *rows))
