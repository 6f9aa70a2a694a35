"""Wheels that anybody can build again to the byte."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from supply.locked import ROOT

_LEFT = shutil.ignore_patterns(".git", ".venv", "__pycache__", "tests", "*.db", ".*_cache", "node_modules")
_WHEN = "1541030400"


def distributions() -> Sequence[Path]:
    return [ROOT, *sorted(path.parent for path in (ROOT / "plugins").glob("*/pyproject.toml"))]


def different(distribution: Path, folder: Path) -> bool:
    """Built at two places, whose files are of two times: whether the wheels differ."""
    built = [_built(distribution, folder / place, stamp) for place, stamp in (("one", 1e9), ("two", 1.5e9))]
    return built[0] != built[1]


def _built(distribution: Path, folder: Path, stamp: float) -> dict[str, bytes]:
    source = folder / distribution.name
    left = _LEFT if distribution != ROOT else shutil.ignore_patterns(*_NOT_OURS)
    shutil.copytree(distribution, source, ignore=left)
    for path in source.rglob("*"):
        os.utime(path, (stamp, stamp))
    words = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder / "wheels")]
    environment = {**os.environ, "SOURCE_DATE_EPOCH": _WHEN}
    subprocess.run(words, cwd=source, env=environment, check=True, capture_output=True)
    return {path.name: path.read_bytes() for path in (folder / "wheels").iterdir()}


_NOT_OURS = (".*", "plugins", "tests", "benchmarks", "docs", "examples", "__pycache__")
