"""How much a change of a form matters to answers that were given before it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class Severity(IntEnum):
    """From the least to the worst."""

    COSMETIC = 1
    """Words and order: nothing else is asked."""
    COMPATIBLE = 2
    """Every answer that was taken before is taken now; something more may be asked."""
    BREAKING = 3
    """An answer that was taken before may be refused now, lost, or mean something else."""


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that differs: at the place named, what became of it."""

    severity: Severity
    place: str
    what: str
