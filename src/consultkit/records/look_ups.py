"""What registers tell of an answer, and where an answer comes from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class LookedUp:
    """What a register knows of an answer."""

    source: str
    """Its name, as people know it."""
    answers: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """By the ids of the questions that it answers: what a person would type there, control by control."""


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where an answer comes from that nobody typed. `at` is UTC."""

    source: str
    at: datetime
