"""How long one sign-in may wait for its provider, all its requests together."""

from __future__ import annotations

import time

SIGN_IN_SECONDS = 5.0
"""For leaving or for coming back: a person who waits longer takes the service for broken."""


class Deadline:
    """Made when the sign-in asks for the first time, and shared by all that it waits for."""

    def __init__(self, seconds: float = SIGN_IN_SECONDS) -> None:
        self._until = time.monotonic() + seconds

    def left(self) -> float:
        """Seconds; 0 when it is over."""
        return max(0.0, self._until - time.monotonic())
