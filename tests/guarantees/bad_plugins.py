"""Plugins as bad as they come, and the worker that has to live with them.

`python -m guarantees.bad_plugins worker FILE` is `consultkit worker` with them, and with less patience.
"""

from __future__ import annotations

import os
import time
from functools import partial
from typing import Any

import consultkit.kit
from consultkit import Acknowledgement, ConsultKit, Referral, hookimpl
from consultkit.cli import deployment, main, supervising
from consultkit.operations import Worker

SECONDS = 1.0
"""How long the worker waits for a plugin."""


class Good:
    """Proposes a referral for each contribution, and delivers it."""

    @hookimpl
    def route_submission(self) -> tuple[Referral, ...]:
        return (Referral(type(self).__name__.lower(), "About this", {}),)

    @hookimpl
    def deliver_referral(self) -> Any:
        return self.deliver()

    def deliver(self) -> Any:
        return Acknowledgement("Done")


class Raiser(Good):
    def deliver(self) -> Any:
        raise ZeroDivisionError


class Sleeper(Good):
    def deliver(self) -> Any:
        time.sleep(60)


class Glutton(Good):
    def deliver(self) -> Any:
        return bytearray(2 * 2**30)


class Ender(Good):
    def deliver(self) -> Any:
        os._exit(0)


class Babbler(Good):
    def deliver(self) -> Any:
        return ["rubbish", object()]


BAD = {kind.__name__.lower(): kind() for kind in (Raiser, Sleeper, Glutton, Ender, Babbler)}
GOOD = {f"good{number}": Good() for number in range(len(BAD))}
PLUGINS: dict[str, object] = {**BAD, **GOOD}
SAYS = {
    "raiser": "raised ZeroDivisionError",
    "sleeper": "'sleeper'",
    "glutton": "raised MemoryError",
    "ender": "process ended",
    "babbler": "'babbler', hook deliver_referral",
}
"""What the case shows, by plugin."""


if __name__ == "__main__":
    consultkit.kit.Worker = partial(Worker, plugin_seconds=SECONDS)  # type: ignore[attr-defined,misc]
    deployment.ConsultKit = partial(ConsultKit, plugins=PLUGINS)  # type: ignore[attr-defined,misc]
    supervising.PAUSE_SECONDS = 0.05
    main()
