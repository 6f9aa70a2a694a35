"""A real clamd, whose database holds one signature: this test's own."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from consultkit_clamav.address import Address

SIGN = b"A-SIGN-THAT-ONLY-THE-TESTS-OF-CONSULTKIT-KNOW"
CONFIGURATION = """\
LocalSocket {folder}/clamd.ctl
TCPSocket {port}
TCPAddr 127.0.0.1
DatabaseDirectory {folder}/signatures
Foreground yes
StreamMaxLength 1M
AlertExceedsMax yes
MaxThreads 2
"""


@dataclass
class Clamd:
    """One that a test can stop and start."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes] | None = field(default=None)

    @property
    def socket(self) -> str:
        return str(self.folder / "clamd.ctl")

    def start(self) -> None:
        program = shutil.which("clamd", path=f"{os.environ['PATH']}:/usr/sbin:/usr/local/sbin")
        assert program, "There is no clamd on this machine: ./script/test installs it (clamav-daemon)."
        command = [program, "--config-file", str(self.folder / "clamd.conf")]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(600):
            if self._answers():
                return
            assert self.process.poll() is None, "clamd ended at once."
            time.sleep(0.05)
        raise AssertionError("clamd did not come up.")

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.wait(20)
            self.process = None

    def _answers(self) -> bool:
        try:
            with Address(path=self.socket).connect(1) as tried:
                tried.sendall(b"zPING\0")
                return tried.recv(10) == b"PONG\0"
        except OSError:
            return False


@pytest.fixture(scope="session")
def running_clamd() -> Iterator[Clamd]:
    # A path short enough for a socket.
    with tempfile.TemporaryDirectory(prefix="clamd-") as name, socket.socket() as free:
        folder = Path(name)
        free.bind(("127.0.0.1", 0))
        clamd = Clamd(folder, free.getsockname()[1])
        free.close()
        (folder / "signatures").mkdir()
        (folder / "signatures" / "own.ndb").write_text(f"Consultkit.Test.Sign:0:*:{SIGN.hex()}\n")
        (folder / "clamd.conf").write_text(CONFIGURATION.format(folder=folder, port=clamd.port))
        clamd.start()
        yield clamd
        clamd.stop()


@pytest.fixture
def clamd(running_clamd: Clamd) -> Clamd:
    """Running at the beginning of each test."""
    if running_clamd.process is None:
        running_clamd.start()
    return running_clamd
