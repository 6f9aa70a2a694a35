"""A mediator and a mail server that are down, that are busy, whose answers get lost and who dawdle."""

from __future__ import annotations

import random
import re
import threading
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from email import message_from_bytes
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from consultkit.testing.mail import _OnFreePort

BUSY, LOSES = 0.10, 0.05
"""How often a receiver wants to be asked later, and how often what it did is not heard of."""
AWAY_SECONDS = 0.02
"""The way there and back."""
DAWDLES_SECONDS = 8
_REFERENCE = re.compile(rb'"reference":"([^"]+)"')


@dataclass
class Effects:
    """What receivers did: what was sent under one key is done once."""

    by_key: dict[str, str] = field(default_factory=dict)
    """What or whom it was for, by the key it came with."""
    calls: int = 0
    needless: int = 0
    """Calls for what was answered already, or is about to be."""
    dawdling: int = 0
    """How many more calls are answered a byte at a time."""
    chance: random.Random = field(default_factory=lambda: random.Random(2018))
    _answered: set[str] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, key: str, what: str) -> str:
        """What becomes of a call: `busy`, `lost`, `slow` or `done`."""
        with self._lock:
            self.calls += 1
            self.needless += key in self._answered
            drawn = self.chance.random()
            if drawn < BUSY:
                return "busy"
            self.by_key.setdefault(key, what)
            if self.dawdling:
                self.dawdling -= 1
                return "slow"
            if drawn < BUSY + LOSES:
                return "lost"
            self._answered.add(key)
            return "done"

    def doubled(self) -> list[str]:
        """Who got something more than once."""
        return [what for what, times in Counter(self.by_key.values()).items() if times > 1]


class Mediator:
    """At one port, whether it is up or down."""

    def __init__(self) -> None:
        self.effects = Effects()
        self._down_at = self._up_at = 0.0
        self._server = self._listen(0)
        self.port: int = self._server.server_address[1]

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/referrals"

    def up(self) -> None:
        self._server, self._up_at = self._listen(self.port), time.monotonic()

    def seconds_down(self) -> float:
        """Of its outage; 0 before."""
        return (self._up_at or time.monotonic()) - self._down_at if self._down_at else 0

    def down(self) -> None:
        self._down_at = time.monotonic()
        self._server.shutdown()
        self._server.server_close()

    def _listen(self, port: int) -> ThreadingHTTPServer:
        handler = type("Handler", (_Handler,), {"effects": self.effects})
        server = _Server(("127.0.0.1", port), handler)
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        return server


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, *_: object) -> None:
        """Whoever called is dead."""


class _Handler(BaseHTTPRequestHandler):
    effects: Effects

    def do_POST(self) -> None:
        said = self.rfile.read(int(self.headers["Content-Length"]))
        found = _REFERENCE.search(said)
        time.sleep(AWAY_SECONDS)
        outcome = self.effects.take(self.headers["Idempotency-Key"], found[1].decode() if found else "?")
        if outcome == "busy":
            self._answer(503, b"{}")
        elif outcome == "slow":
            self._dawdle()
        elif outcome == "done":
            self._answer(200, b'{"reference": "M-1"}')

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _dawdle(self) -> None:
        with suppress(OSError):
            for letter in b"HTTP/1.1 200 OK\r\n" * 9:
                self.wfile.write(bytes([letter]))
                self.wfile.flush()
                time.sleep(DAWDLES_SECONDS / 100)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class Mailbox:
    """The same for letters: what tells that two are one is the Message-ID."""

    def __init__(self) -> None:
        self.effects = Effects()
        self.port = 0
        self.up()

    def up(self) -> None:
        self._controller = _OnFreePort(self, hostname="127.0.0.1", port=self.port)
        self._controller.start()
        self.port = self._controller.port

    def down(self) -> None:
        self._controller.stop()

    async def handle_DATA(self, server: Any, _session: object, envelope: Any) -> str:  # noqa: N802
        message = message_from_bytes(envelope.content)
        outcome = self.effects.take(str(message["Message-ID"]), envelope.rcpt_tos[0])
        if outcome == "lost":
            server.transport.abort()
        return "451 Later" if outcome == "busy" else "250 OK"
