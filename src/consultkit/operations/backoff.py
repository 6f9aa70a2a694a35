"""When a failed task is tried again: never at once with all the others, and never for the last time."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from consultkit.storage.outbox import Entry

FIRST = timedelta(seconds=30)
LONGEST = timedelta(hours=1)
STUCK_AFTER = timedelta(hours=24)


class Backoff:
    """Waits that double from 30 seconds to an hour, with full jitter: each is drawn between nothing and that.

    Jitter keeps the tasks of an outage from coming back all at once. There is no maximum age: after 24 hours
    a task is stuck, which raises the alarm, and it is still tried every hour.
    """

    def __init__(self, jitter: random.Random) -> None:
        self._jitter = jitter

    def next_at(self, entry: Entry, now: datetime) -> datetime:
        if stuck_since(entry, now) is not None:
            return now + LONGEST
        # The exponent is bounded, or the power would outgrow what a timedelta holds.
        doublings = min(entry.attempts - 1, 16)
        longest = min(LONGEST, FIRST * (1 << doublings))
        return now + longest * self._jitter.random()


def stuck_since(entry: Entry, now: datetime) -> datetime | None:
    """Since when the entry is stuck, this instant included; None while it is not."""
    if entry.stuck_at is not None:
        return entry.stuck_at
    return now if now - entry.created_at >= STUCK_AFTER else None
