"""One line of the scorecard: a promise, the experiment that tries to break it, the faults it must catch."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path

PLANTED = "CONSULTKIT_TEST_PLANTED"
"""Names the fault, as `line id:fault name`, to the processes that an experiment starts."""
_PLANTING = Path(__file__).parent / "planting"
_TESTS = Path(__file__).parent.parent


@dataclass(frozen=True, slots=True)
class Fault:
    """One control taken away from outside: the product has no switch for it.

    `plant` breaks it in this process for as long as its context lasts, by replacing a name of the product.
    """

    name: str
    says: str
    """What the product would do wrong, in a few words."""
    plant: Callable[[], AbstractContextManager[None]]


@dataclass(frozen=True, slots=True)
class Trial:
    """One run of an experiment: its size, and an empty folder that is its own."""

    folder: Path
    full: bool = False
    seed: int = 2018
    planted: str = ""
    """The fault that is planted, as `line id:fault name`; empty when the product is as it is."""

    def count(self, smoke: int, full: int) -> int:
        """How many of something, at the size of this run."""
        return full if self.full else smoke

    def environment(self, more: Mapping[str, str] | None = None) -> dict[str, str]:
        """For a process that the experiment starts: the fault of this run is planted there too.

        Python runs `planting/sitecustomize.py` at the start of each such process and of those that it starts.
        """
        paths = [str(_PLANTING), str(_TESTS), str(_TESTS.parent), os.environ.get("PYTHONPATH", "")]
        return {
            **os.environ,
            "PYTHONPATH": os.pathsep.join(path for path in paths if path),
            PLANTED: self.planted,
            **(more or {}),
        }


@dataclass(frozen=True, slots=True)
class Finding:
    """What came out: what was counted, in words with figures, and each way in which it was broken."""

    measured: str
    breaches: Sequence[str] = ()

    @property
    def held(self) -> bool:
        return not self.breaches


@dataclass(frozen=True, slots=True)
class Line:
    """One line. `promise` and `bar` are printed; `experiment` may run many times in one process."""

    id: str
    """`R1` to `R13`, `S1` to `S20`."""
    promise: str
    bar: str
    points: int
    experiment: Callable[[Trial], Finding]
    faults: Sequence[Fault] = field(default=())
    mandatory: bool = False

    def fault(self, name: str) -> Fault:
        return next(fault for fault in self.faults if fault.name == name)
