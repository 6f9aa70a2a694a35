"""A clock that stands still until a test moves it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


class FixedClock:
    """Always the same instant, for the database too: what `set` and `move` say, and nothing else."""

    def __init__(self, instant: datetime) -> None:
        self.set(instant)

    def set(self, instant: datetime) -> None:
        """Raises ValueError when the instant has no time zone."""
        if instant.tzinfo is None:
            raise ValueError(f"An instant needs a time zone: {instant!r}.")
        self._instant = instant.astimezone(UTC)

    def move(self, by: timedelta) -> None:
        self._instant += by

    def now(self) -> datetime:
        return self._instant

    def judge(self, database_now: datetime) -> datetime:
        """The instant set, whatever the database says."""
        del database_now
        return self._instant
