"""What happened to the opening window of a consultation, and where that leaves it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class WindowState(StrEnum):
    """Derived from the file, the recorded events and the clock; never stored."""

    UPCOMING = "upcoming"
    OPEN = "open"
    SUSPENDED = "suspended"
    CLOSED = "closed"


class WindowEventKind(StrEnum):
    OPENED = "opened"
    """Opened by an official ahead of the file's instant."""
    EXTENDED = "extended"
    SUSPENDED = "suspended"
    RESUMED = "resumed"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class WindowEvent:
    """A decision about the window, appended and never changed. Instants are UTC."""

    kind: WindowEventKind
    at: datetime
    """When it takes effect."""
    by: str
    """The official who decided, by e-mail address or name."""
    reason: str
    closes_at: datetime | None = None
    """For an extension: the new instant of closing, excluded."""
