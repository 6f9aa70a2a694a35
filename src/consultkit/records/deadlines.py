"""Days by which something is expected at a desk, as plugins tell them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Deadline:
    """Something that is due, for the daily letter to officials: mail is read by others too.

    So its words say what kind of thing is due and how many, and nothing of anybody's answers or name.
    """

    day: date
    """In the time zone of the consultation; past, when it is late."""
    words: Mapping[str, str]
    """One line, by language."""
