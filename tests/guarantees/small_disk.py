"""A disk that is soon full, and can be made larger; in memory, where one may mount it."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

_BALLAST = 1 << 16


@dataclass(frozen=True)
class SmallDisk:
    """Where the database and the files of an experiment are."""

    folder: Path

    def fill(self) -> None:
        """To the last byte."""
        with (self.folder / "ballast").open("ab", buffering=0) as file, suppress(OSError):
            while True:
                file.write(bytes(_BALLAST))
        with (self.folder / "ballast").open("ab", buffering=0) as file, suppress(OSError):
            while True:
                file.write(b"x")

    def enlarge(self) -> None:
        subprocess.run(["mount", "-o", "remount,size=1g", str(self.folder)], check=True)


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[SmallDisk | None]:
    """None where this user may not mount."""
    folder.mkdir()
    if os.geteuid() or not _mounted(folder, megabytes):
        yield None
        return
    try:
        yield SmallDisk(folder)
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def _mounted(folder: Path, megabytes: int) -> bool:
    command = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)]
    with suppress(FileNotFoundError):
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    return False
