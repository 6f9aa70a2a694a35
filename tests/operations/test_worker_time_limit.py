"""A plugin that hangs costs one wait and one thread; the others go on."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from consultkit.errors import DeliveryError, PluginError
from consultkit.operations.time_limit import TimeLimit


def refuse() -> None:
    raise DeliveryError("Down.")


def test_what_returns_in_time_is_returned_and_what_raises_is_raised() -> None:
    limit = TimeLimit(30)
    assert limit.call("quick", lambda: 7) == 7
    with pytest.raises(DeliveryError, match="Down"):
        limit.call("quick", refuse)


def test_a_plugin_that_hangs_is_left_behind_and_not_called_again_before_it_returns() -> None:
    limit, release, calls = TimeLimit(0.05), threading.Event(), []

    def hang() -> None:
        calls.append(threading.current_thread())
        release.wait()

    with pytest.raises(PluginError, match="'slow' did not return"):
        limit.call("slow", hang)
    with pytest.raises(PluginError, match="'slow' still hangs"):
        limit.call("slow", hang)
    assert limit.call("quick", lambda: "at work") == "at work"
    release.set()
    calls[0].join()
    assert limit.call("slow", lambda: "back") == "back"
    assert len(calls) == 1


def test_a_plugin_that_is_at_work_is_waited_for() -> None:
    limit, begun, release = TimeLimit(30), threading.Event(), threading.Event()

    def work() -> str:
        begun.set()
        release.wait()
        return "first"

    with ThreadPoolExecutor(2) as callers:
        first = callers.submit(limit.call, "busy", work)
        begun.wait()
        second = callers.submit(limit.call, "busy", lambda: "second")
        release.set()
        assert (first.result(), second.result()) == ("first", "second")
