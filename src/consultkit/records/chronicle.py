"""What officials do, as it happened: nothing in it is ever changed or taken away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from consultkit.records.canonical import Json


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a subject: a contribution that is studied, a case, a plugin's own thing.

    What the subject is now follows from its events in the order of their numbers. `at` is UTC.
    """

    id: UUID
    consultation: str
    room: str
    """Whose event it is: `study`, or the name of a plugin. Each room reads its own."""
    subject_id: UUID
    number: int
    """From 1, without gaps, in each room and for each subject."""
    kind: str
    """What happened, in one word."""
    at: datetime
    by: UUID | None
    """The account of who did it; None where nobody did, but the worker."""
    content: Mapping[str, Json] = field(default_factory=dict)
