"""A stand-in for the mediator, on this machine only: for demonstrations and tests.

It takes referrals as the real receiver should: checked against the schema, one for each delivery key however
often it comes, and lists them on a plain page. Alone: `python -m consultkit_mediator.stand_in --port 8025`.
"""

from __future__ import annotations

import argparse
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self

from consultkit import Json
from consultkit_mediator.arrived import parts_of
from consultkit_mediator.register import Register, Taken
from consultkit_mediator.register_page import page

LONGEST_REQUEST = 64 * 1024 * 1024
PATH = "/referrals"


@dataclass(frozen=True, slots=True)
class Trouble:
    """How a request goes wrong. With `loses_answer`, the referral is kept and the line cut after that."""

    status: int = 503
    loses_answer: bool = False


class MediatorStandIn:
    """A receiver on 127.0.0.1; `port` 0 takes a free one. Use it in `with`, or `start` and `stop`."""

    def __init__(self, port: int = 0) -> None:
        self.register = Register()
        self._troubles: list[Trouble] = []
        self._server = _Server(("127.0.0.1", port), _Handler)
        self._server.stand_in = self
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    @property
    def address(self) -> str:
        """For `plugins: {mediator: {address: …}}` or CONSULTKIT_MEDIATOR_ADDRESS."""
        return f"{self.page_address}{PATH.lstrip('/')}"

    @property
    def page_address(self) -> str:
        """Where a person reads what came."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/"

    @property
    def received(self) -> list[Json]:
        """The referrals, each once, in the order in which they came."""
        return [kept.document for kept in self.register.kept()]

    def trouble(self, *troubles: Trouble) -> None:
        """Let the next requests go wrong, one each."""
        self._troubles.extend(troubles)

    def next_trouble(self) -> Trouble | None:
        return self._troubles.pop(0) if self._troubles else None

    def start(self) -> Self:
        self._thread.start()
        return self

    def stop(self) -> None:
        """Stop serving and free the port."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    stand_in: MediatorStandIn


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    timeout = 10

    def do_GET(self) -> None:
        if self.path != "/":
            self._answer(404, "text/plain; charset=utf-8", b"Not found.\n")
            return
        self._answer(200, "text/html; charset=utf-8", page(self.server.stand_in.register.kept()))

    def do_POST(self) -> None:
        # Read before anything is answered: a close over unread bytes resets the line and loses the answer.
        content = self._content()
        trouble = self.server.stand_in.next_trouble()
        if trouble is not None and not trouble.loses_answer:
            self._answer(trouble.status, "application/json", b"{}")
            return
        taken = self._take(content)
        if trouble is None:
            self._answer(taken.status, "application/json", taken.content)

    def _content(self) -> bytes | None:
        length = self.headers.get("Content-Length", "")
        return self.rfile.read(int(length)) if length.isdecimal() and int(length) <= LONGEST_REQUEST else None

    def _take(self, content: bytes | None) -> Taken:
        if content is None:
            return Taken.refused(413, "The document is too long, or its length is not said.")
        if self.path == PATH and self.headers.get_content_type() == "application/json":
            return self.server.stand_in.register.take_back(self.headers.get("Idempotency-Key", ""), content)
        if self.path != PATH or self.headers.get_content_type() != "multipart/form-data":
            return Taken.refused(404, f"Post multipart/form-data to {PATH}.")
        came = parts_of(self.headers.get("Content-Type", ""), content)
        return self.server.stand_in.register.take(self.headers.get("Idempotency-Key", ""), came)

    def _answer(self, status: int, kind: str, content: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class calls it so
        """Say nothing: the page lists what came."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(description="A stand-in for the mediator, on this machine only.")
    parser.add_argument("--port", type=int, default=8025)
    stand_in = MediatorStandIn(parser.parse_args(arguments).port).start()
    print(f"Referrals are taken at {stand_in.address} and listed at {stand_in.page_address}")
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        stand_in.stop()


if __name__ == "__main__":
    main()
