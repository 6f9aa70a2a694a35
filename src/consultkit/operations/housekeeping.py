"""What is thrown away by itself, because it has served."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from consultkit.operations.clock import Clock

EVERY = timedelta(hours=1)


class Housekeeping:
    """Does its chores when it is asked, but at most once an hour."""

    def __init__(self, chores: Sequence[Callable[[], object]], clock: Clock) -> None:
        self._chores = chores
        self._clock = clock
        self._done_at: datetime | None = None

    def do_if_due(self) -> None:
        now = self._clock.now()
        if self._done_at is not None and now - self._done_at < EVERY:
            return
        for chore in self._chores:
            chore()
        self._done_at = now
