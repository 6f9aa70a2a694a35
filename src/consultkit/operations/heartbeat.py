"""The sign of life of a worker: what is not seen for minutes is told to who watches."""

from __future__ import annotations

import time
from datetime import timedelta
from uuid import uuid4

from consultkit.storage import Archive, heartbeats

EVERY_SECONDS = 10.0
SILENCE = timedelta(minutes=2)
"""Longer than a batch with a plugin that hangs: whoever was not seen for so long is not at work."""


class Heartbeat:
    """Of one worker."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._worker = uuid4()
        self._beaten_at: float | None = None

    def beat_if_due(self) -> None:
        """Note that this worker is at work, at most every ten seconds."""
        now = time.monotonic()
        if self._beaten_at is not None and now - self._beaten_at < EVERY_SECONDS:
            return
        with self._archive.writing() as tx:
            heartbeats.beat(tx, self._worker)
        self._beaten_at = now


def worker_seen(archive: Archive) -> timedelta | None:
    """How long ago some worker was at work; None when none ever was."""
    with archive.reading() as tx:
        return heartbeats.last_seen(tx)
