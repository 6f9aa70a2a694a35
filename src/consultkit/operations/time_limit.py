"""Calls into plugins that may hang."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

from consultkit.errors import PluginError

Result = TypeVar("Result")


class TimeLimit:
    """Runs a plugin's work in a thread of its own and waits for it so long, and no longer.

    A thread cannot be ended from outside: one that hangs is left behind, and its plugin is not called again
    before it returns. So a plugin that hangs costs one thread and one wait, and the others go on. Of calls
    that do not hang, `at_once` run beside each other; the next one waits for its turn.
    """

    def __init__(self, seconds: float, *, at_once: int = 1) -> None:
        self.seconds = seconds
        self._at_once = at_once
        self._places: dict[str, _Place] = {}

    def call(self, plugin: str, work: Callable[[], Result], seconds: float | None = None) -> Result:
        """Raises what the work raises, and PluginError when it takes too long or earlier calls still hang.

        `seconds` is what is left of the time, where several calls share it.
        """
        most = self.seconds if seconds is None else seconds
        place = self._places.setdefault(plugin, _Place(self._at_once))
        if not place.taken(most):
            raise PluginError(f"Plugin {plugin!r} still hangs in an earlier call.", mend=MEND)
        future: Future[Result] = Future()
        threading.Thread(
            target=_fulfil, args=(place, future, work), name=f"plugin {plugin}", daemon=True
        ).start()
        try:
            return future.result(most)
        except TimeoutError:
            place.left_behind.append(future)
            raise PluginError(
                f"Plugin {plugin!r} did not return within {self.seconds:g} seconds.", mend=MEND
            ) from None


class _Place:
    """Where the calls of one plugin run."""

    def __init__(self, at_once: int) -> None:
        self.free = threading.Semaphore(at_once)
        self.left_behind: list[Future[Any]] = []
        self._at_once = at_once

    def taken(self, seconds: float) -> bool:
        """Whether there was room within this time; nobody waits for calls that all hang."""
        self.left_behind = [one for one in self.left_behind if not one.done()]
        all_hang = len(self.left_behind) >= self._at_once
        return self.free.acquire(timeout=0 if all_hang else seconds)


MEND = "Give every wait in the plugin a time limit of its own."


def _fulfil(place: _Place, future: Future[Result], work: Callable[[], Result]) -> None:
    try:
        try:
            result = work()
        finally:
            place.free.release()
    except BaseException as error:
        future.set_exception(error)
    else:
        future.set_result(result)
