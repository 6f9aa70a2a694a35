"""A slow line to a server, which breaks or falls silent in the middle of a file."""

from __future__ import annotations

import socket
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from socketserver import BaseRequestHandler, ThreadingTCPServer

HOST = "127.0.0.1"
UPLOAD = b"/upload HTTP/1.1"
CHUNK = 128 * 1024
PAUSE_SECONDS = 0.01
"""After each chunk of a file, so that there is something to tell while it is on its way."""
RESET = struct.pack("ii", 1, 0)
"""SO_LINGER: what is closed is torn down at once, as when a cable is drawn."""


class Line(ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, server_port: int, holds: int) -> None:
        super().__init__((HOST, 0), _Relay)
        self.server_port, self.holds = server_port, holds
        self.url = f"http://{HOST}:{self.server_address[1]}"
        self.mended = threading.Event()

    def mend(self) -> None:
        """From now on it holds. One break is not enough: a browser sends some requests again by itself."""
        self.mended.set()

    def fail(self) -> None:
        """What happens amid a file; the connection is torn down afterwards."""


class SilentLine(Line):
    """Nothing breaks, and nothing goes on either."""

    def fail(self) -> None:
        self.mended.wait()


class _Relay(BaseRequestHandler):
    """One connection of the browser, handed on byte for byte."""

    server: Line
    request: socket.socket

    def handle(self) -> None:
        with socket.create_connection((HOST, self.server.server_port)) as other:
            back = threading.Thread(target=self._back, args=(other,), daemon=True)
            back.start()
            with suppress(OSError):
                self._forth(other)
            back.join()

    def _forth(self, other: socket.socket) -> None:
        of_file = 0
        while chunk := self.request.recv(CHUNK):
            of_file = of_file + len(chunk) if of_file or UPLOAD in chunk else 0
            if of_file > self.server.holds and not self.server.mended.is_set():
                self.server.fail()
                self._tear(other)
                break
            other.sendall(chunk)
            if of_file:
                time.sleep(PAUSE_SECONDS)
        other.shutdown(socket.SHUT_WR)

    def _back(self, other: socket.socket) -> None:
        with suppress(OSError):
            while chunk := other.recv(CHUNK):
                self.request.sendall(chunk)
            self.request.shutdown(socket.SHUT_WR)

    def _tear(self, other: socket.socket) -> None:
        for one in (self.request, other):
            one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)


@contextmanager
def serving_line(line: Line) -> Iterator[Line]:
    """It fails after so many bytes of each file that a script sends, until it is mended."""
    with line:
        thread = threading.Thread(target=line.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield line
        finally:
            line.mend()
            line.shutdown()
            thread.join()
