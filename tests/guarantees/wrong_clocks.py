"""Web servers whose clocks are wrong: libfaketime shows them another time, and time passes as it does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from consultkit.operations import SystemClock
from guarantees.killing import Server, free_port
from guarantees.market import Market


class WrongClock(SystemClock):
    """The same in this process: by it, people sign in at the server that they are at."""

    def __init__(self, ahead: timedelta) -> None:
        self._ahead = ahead

    def now(self) -> datetime:
        return datetime.now(UTC) + self._ahead


@dataclass(frozen=True, slots=True)
class WrongServer:
    ahead: timedelta
    port: int


@contextmanager
def serving(site: Market, clocks: Sequence[timedelta]) -> Iterator[list[WrongServer]]:
    with ExitStack() as stack:
        servers = []
        for ahead in clocks:
            port = free_port()
            server = Server(site, port, workers=1, more=_shown(ahead))
            stack.callback(server.kill_group)
            servers.append(WrongServer(ahead, port))
        yield servers


def _shown(ahead: timedelta) -> dict[str, str]:
    # What only counts is left as it is: it has no time of day to be wrong about.
    return {
        "LD_PRELOAD": _library(),
        "FAKETIME": f"{ahead.total_seconds():+.0f}s",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }


def _library() -> str:
    found = sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))
    if not found:
        raise FileNotFoundError("libfaketime is not there: apt-get install libfaketime.")
    return str(found[0])
