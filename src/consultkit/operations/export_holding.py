"""An export that a worker is making: it is kept from the others, and tells how far it is."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Self

from consultkit.errors import ServiceError
from consultkit.operations.clock import Clock
from consultkit.storage import Archive, exports
from consultkit.storage.exports import Kept

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=2)
"""After so long without a word another worker takes the export over."""
TELL_SECONDS = 1.0


class LetGoError(Exception):
    """The worker is to stop, or the export is another's by now."""


class Holding:
    """Tells once a second how far an export is, and that it is still being made, from a thread of its own.

    What writes the file may be busy for minutes without a word.
    """

    def __init__(self, archive: Archive, clock: Clock, kept: Kept, stop: threading.Event) -> None:
        self._archive = archive
        self._clock = clock
        self._kept = kept
        self._stop = stop
        self._over = threading.Event()
        self._lost = False
        self._done, self._total = 0, 0
        self._teller = threading.Thread(target=self._tell_on, name="export", daemon=True)
        self.size = 0

    def __enter__(self) -> Self:
        self._teller.start()
        return self

    def __exit__(self, *_raised: object) -> None:
        self._over.set()
        self._teller.join()

    def move(self, done: int, total: int) -> None:
        """Raises LetGoError where it is to be left."""
        self._done, self._total = done, total
        if self._lost or self._stop.is_set():
            raise LetGoError

    def measured(self, pieces: Iterator[bytes]) -> Iterator[bytes]:
        """The same pieces, counted."""
        for piece in pieces:
            self.size += len(piece)
            yield piece

    def _tell_on(self) -> None:
        while not self._over.wait(TELL_SECONDS):
            try:
                self._tell()
            except ServiceError as error:
                log.warning("An export could not tell how far it is: %s", error)

    def _tell(self) -> None:
        with self._archive.writing() as tx:
            until = self._clock.judge(tx.database_now()) + LEASE
            held = exports.change(tx, self._kept, done=self._done, total=self._total, next_at=until)
        self._lost = not held
