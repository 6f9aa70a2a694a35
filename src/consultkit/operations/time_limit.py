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

    def __init__(self, seconds: float, *, at_once: int = 1) -> None:
        self.seconds = seconds
        self._at_once = at_once
        self._running: dict[str, list[threading.Thread]] = {}
        self._lock = threading.Lock()

    def call(self, plugin: str, work: Callable[[], Result], seconds: float | None = None) -> Result:
        """Raises what the work raises, and PluginError when it takes too long or earlier calls still hang.

        `seconds` is what is left of the time, where several calls share it.
        """
        future: Future[Result] = Future()
        self._start(
            plugin,
            threading.Thread(target=_fulfil, args=(future, work), name=f"plugin {plugin}", daemon=True),
        )
        try:
            return future.result(self.seconds if seconds is None else seconds)
        except TimeoutError:
            raise PluginError(
                f"Plugin {plugin!r} did not return within {self.seconds:g} seconds.", mend=MEND
            ) from None

    def _start(self, plugin: str, thread: threading.Thread) -> None:
        with self._lock:
            alive = [earlier for earlier in self._running.get(plugin, ()) if earlier.is_alive()]
            if len(alive) >= self._at_once:
                raise PluginError(f"Plugin {plugin!r} still hangs in an earlier call.", mend=MEND)
            self._running[plugin] = [*alive, thread]
            thread.start()


MEND = "Give every wait in the plugin a time limit of its own."


def _fulfil(future: Future[Result], work: Callable[[], Result]) -> None:
    try:
        future.set_result(work())
    except BaseException as error:
        future.set_exception(error)
