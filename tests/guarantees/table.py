"""The scorecard as Markdown: for the terminal, and for `docs/guarantees.md`."""

from __future__ import annotations

import platform
import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version

from guarantees.judging import Verdict
from guarantees.line import Line

_HEAD = "| line | promise | bar | measured | planted faults | points |\n|---|---|---|---|---|---|"
_INTRODUCTION = """# Guarantees

Each promise below is an experiment, run at full size by `./script/guarantees`, small by `./script/test`.
A line scores only if it held **and** noticed each fault that was planted in the product for it to find.
"""


def row(verdict: Verdict) -> str:
    line = verdict.line
    name = f"{line.id} (mandatory)" if line.mandatory else line.id
    points = f"{verdict.points} of {line.points}"
    cells = (name, line.promise, line.bar, _measured(verdict), _faults(verdict), points)
    return f"| {' | '.join(cells)} |"


def table(verdicts: Sequence[Verdict]) -> str:
    return "\n".join([_HEAD, *map(row, verdicts)])


def total(verdicts: Sequence[Verdict]) -> str:
    points = sum(verdict.points for verdict in verdicts)
    of = sum(verdict.line.points for verdict in verdicts)
    missing = [verdict.line.id for verdict in verdicts if verdict.line.mandatory and not verdict.scores]
    seconds = sum(verdict.seconds for verdict in verdicts)
    told = f"**{points} of {of} points** in {seconds / 60:.0f} minutes."
    return f"{told} Mandatory and not held: {', '.join(missing)}." if missing else told


def page(verdicts: Sequence[Verdict]) -> str:
    """The whole of `docs/guarantees.md`."""
    parts = [_INTRODUCTION, total(verdicts), _made(), table(verdicts), _planted([v.line for v in verdicts])]
    return "\n\n".join(part.strip() for part in parts) + "\n"


def _measured(verdict: Verdict) -> str:
    if verdict.finding.held:
        return verdict.finding.measured
    return f"{verdict.finding.measured}. **Broken: {'; '.join(verdict.finding.breaches[:3])}**"


def _faults(verdict: Verdict) -> str:
    if not verdict.caught:
        return "none planted: no points"
    told = f"{len(verdict.caught) - len(verdict.missed)} of {len(verdict.caught)} caught"
    return f"{told}; **missed: {', '.join(verdict.missed)}**" if verdict.missed else told


def _made() -> str:
    names = ("consultkit", "flask", "sqlalchemy", "psycopg", "authlib", "cryptography")
    versions = ", ".join(f"{name} {version(name)}" for name in names)
    return (
        f"Measured on {datetime.now(UTC):%Y-%m-%d}, Python {platform.python_version()}, "
        f"SQLite {sqlite3.sqlite_version}; {versions}."
    )


def _planted(lines: Sequence[Line]) -> str:
    told = [f"- **{line.id} {fault.name}**: {fault.says}" for line in lines for fault in line.faults]
    return "\n".join(["## The planted faults", "", *told])
