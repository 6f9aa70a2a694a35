"""Rehearsing another date: one running clock for all the processes of a deployment."""

from __future__ import annotations

from datetime import UTC, datetime

from consultkit.operations.clock import RehearsalClock
from consultkit.storage import Archive, outbox, rehearsals


class Rehearsals:
    """A rehearsal begins when its date is first asked for, or when it is begun again."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    def begin(self, starts_at: datetime) -> None:
        """Set the clock to `starts_at` now. What an earlier rehearsal put off waits no longer."""
        with self._archive.writing() as tx:
            rehearsals.begin(tx, starts_at, datetime.now(UTC))
            outbox.hurry(tx, starts_at)

    def clock(self, starts_at: datetime) -> RehearsalClock:
        """The clock that every process of the rehearsal reads."""
        with self._archive.reading() as tx:
            began_at = rehearsals.began_at(tx, starts_at)
        if began_at is None:
            self.begin(starts_at)
            return self.clock(starts_at)
        return RehearsalClock(starts_at, began_at)
