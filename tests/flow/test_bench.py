"""The benchmark still walks the pages as they are. Its figures belong to the machine: none is asserted."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]


@pytest.mark.slow
def test_the_quick_benchmark_ends_well() -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CONSULTKIT_")}
    command = [sys.executable, "-m", "benchmarks", "--quick", "--database", "sqlite", "--clients", "2"]
    done = subprocess.run(
        command, cwd=PROJECT, env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "| errors | 0 |" in done.stdout
    assert "ratio, pair by pair" in done.stdout
    assert "| ask for a link | 40 + 40 |" in done.stdout
