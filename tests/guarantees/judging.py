"""Running a line: as the product is, then with each fault planted."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from guarantees.line import Fault, Finding, Line, Trial


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a line came to."""

    line: Line
    finding: Finding
    caught: Mapping[str, Finding]
    """What the experiment found with each fault planted, by the fault's name."""
    seconds: float

    @property
    def missed(self) -> list[str]:
        """The faults that the experiment did not notice."""
        return [name for name, finding in self.caught.items() if finding.held]

    @property
    def scores(self) -> bool:
        return self.finding.held and bool(self.caught) and not self.missed

    @property
    def points(self) -> int:
        return self.line.points if self.scores else 0


def judge(line: Line, *, full: bool) -> Verdict:
    started = time.monotonic()
    finding = run(line, full=full)
    # A fault shows at the small size already, or the experiment is a poor one.
    caught = {fault.name: _planted(line, fault) for fault in line.faults}
    return Verdict(line, finding, caught, time.monotonic() - started)


def _planted(line: Line, fault: Fault) -> Finding:
    """A fault is caught by what was counted: where the experiment itself broke, it was not."""
    try:
        return run(line, fault)
    except Exception as error:
        return Finding(f"broke off: {type(error).__name__}: {error}")


def run(line: Line, fault: Fault | None = None, *, full: bool = False) -> Finding:
    """The experiment once, in a folder that is gone afterwards. What it raises is a breach."""
    folder = Path(tempfile.mkdtemp(prefix=f"guarantee-{line.id}-"))
    try:
        if fault is None:
            return _observed(line, Trial(folder, full))
        with fault.plant():
            return _observed(line, Trial(folder, full, planted=f"{line.id}:{fault.name}"))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _observed(line: Line, trial: Trial) -> Finding:
    try:
        return line.experiment(trial)
    except Exception as error:
        if trial.planted:
            raise
        return Finding("broke off", [f"{type(error).__name__}: {error}"])
