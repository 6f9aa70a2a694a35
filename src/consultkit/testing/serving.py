"""A consultation served as in production, by `consultkit serve` in a process of its own."""

from __future__ import annotations

import http.client
import os
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from consultkit.testing.loopback import HOST

START_SECONDS = 30
STOP_SECONDS = 10


@contextmanager
def serving(
    files: Iterable[Path], port: int, *, workers: int = 1, environment: Mapping[str, str] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """Serve until the block ends. `environment` goes over this process's own.

    Raises RuntimeError when the server does not answer in time, or ends.
    """
    command = [sys.executable, "-m", "consultkit.cli", "serve", *(str(file) for file in files)]
    process = subprocess.Popen(
        [*command, "--port", str(port), "--workers", str(workers)],
        env={**os.environ, **(environment or {})},
        # A group of its own: Ctrl-C reaches whoever started it, who then stops it in order.
        start_new_session=True,
    )
    try:
        _wait_until_healthy(process, port)
        yield process
    finally:
        _stop(process)


def _wait_until_healthy(process: subprocess.Popen[bytes], port: int) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError(f"The server ended at once, with {process.returncode}.")
        if _is_healthy(port):
            return
        time.sleep(0.05)
    raise RuntimeError(f"The server did not answer on port {port} within {START_SECONDS} s.")


def _is_healthy(port: int) -> bool:
    connection = http.client.HTTPConnection(HOST, port, timeout=5)
    try:
        connection.request("GET", "/health")
        return connection.getresponse().status == http.client.OK
    except OSError:
        return False
    finally:
        connection.close()


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
