"""What the list of the desk is narrowed down to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

STATE = "@state"
ASSIGNED = "@assigned"
LABEL = "@label"
MENTIONED = "@mentioned"
CODED = "@code."
"""Before the id of a question of the coding form."""
NONE = ""
"""The code for having none: nobody studies it, nothing was done about it."""


@dataclass(frozen=True, slots=True)
class Filter:
    """All of it must hold. The empty one lets everything through."""

    marks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By question, the closed answers of which one was given; the desk has questions of its own."""
    since: datetime | None = None
    before: datetime | None = None
    """Received so; UTC."""
    words: str = ""
    """To be found in the answers, whatever the case and the accents."""


EVERYTHING = Filter()
