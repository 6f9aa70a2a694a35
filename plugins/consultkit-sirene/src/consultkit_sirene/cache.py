"""What was found lately, in this process only: bounded, and forgotten in time."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

Found = TypeVar("Found")


class Cache(Generic[Found]):
    """By key, for some seconds by `clock`; of more than `most`, those kept first are forgotten first."""

    def __init__(self, most: int, clock: Callable[[], float]) -> None:
        self._most = most
        self._clock = clock
        self._kept: OrderedDict[str, tuple[float, Found]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: str) -> tuple[Found] | None:
        """What is kept, in a tuple, since it may be None; None when nothing is."""
        with self._lock:
            until, found = self._kept.get(key, (0.0, None))
            return (found,) if key in self._kept and self._clock() < until else None  # type: ignore[return-value]

    def keep(self, key: str, found: Found, seconds: float) -> None:
        with self._lock:
            self._kept.pop(key, None)
            self._kept[key] = (self._clock() + seconds, found)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
