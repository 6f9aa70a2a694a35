"""Calls into plugins that may hang."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

from consultkit.errors import PluginError

Result = TypeVar("Result")


class TimeLimit:
    """Runs a plugin's work in a thread of its own and waits for it so long, and no longer.

    A thread cannot be ended from outside: one that hangs is left behind, and its plugin is not called again
    before it returns. So a plugin that hangs costs one thread and one wait, and the others go on.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._running: dict[str, threading.Thread] = {}

    def call(self, plugin: str, work: Callable[[], Result]) -> Result:
        """Raises what the work raises, and PluginError when it takes too long or still hangs."""
        earlier = self._running.get(plugin)
        if earlier is not None and earlier.is_alive():
            raise PluginError(f"Plugin {plugin!r} still hangs in an earlier call.", mend=MEND)
        future: Future[Result] = Future()
        thread = threading.Thread(target=_fulfil, args=(future, work), name=f"plugin {plugin}", daemon=True)
        self._running[plugin] = thread
        thread.start()
        try:
            return future.result(self.seconds)
        except TimeoutError:
            raise PluginError(
                f"Plugin {plugin!r} did not return within {self.seconds:g} seconds.", mend=MEND
            ) from None


MEND = "Give every wait in the plugin a time limit of its own."


def _fulfil(future: Future[Result], work: Callable[[], Result]) -> None:
    try:
        future.set_result(work())
    except BaseException as error:
        future.set_exception(error)
