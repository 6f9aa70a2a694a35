"""Time is handed in. Instants are UTC; only screens speak of local time."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """What the rooms ask for the time."""

    def now(self) -> datetime:
        """The instant to show, and to write on what is kept."""
        ...

    def judge(self, database_now: datetime) -> datetime:
        """The instant by which a window is judged, given what the clock of the database says.

        There is one database and there may be many servers: so its clock decides, and theirs do not.
        """
        ...


class SystemClock:
    """The clock of a deployment."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def judge(self, database_now: datetime) -> datetime:
        return database_now


class RehearsalClock:
    """A running clock set to another date, so that a consultation can be tried before or after it."""

    def __init__(self, start_at: datetime, began_at: datetime | None = None) -> None:
        """Both need a zone. The clock read `start_at` at the real instant `began_at`, else it does now."""
        self._ahead = start_at - (began_at or datetime.now(UTC))

    def now(self) -> datetime:
        return datetime.now(UTC) + self._ahead

    def judge(self, database_now: datetime) -> datetime:
        return database_now + self._ahead
