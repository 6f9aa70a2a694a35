"""The commands that run until they are told to stop, as processes of their own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator

import click
import pytest

from consultkit.cli import main


@pytest.fixture
def worker(environment: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "consultkit.cli", "worker"],
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        yield process
        process.kill()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_worker_stops_in_order_when_told(worker: subprocess.Popen[str], number: signal.Signals) -> None:
    assert worker.stdout is not None
    assert "at work" in worker.stdout.readline()
    worker.send_signal(number)
    _, errors = worker.communicate(timeout=30)
    assert (worker.returncode, errors) == (0, "")


def test_help_names_every_command_without_loading_the_rooms() -> None:
    asking = "import sys; from consultkit.cli import main; main(['--help'], standalone_mode=False)"
    code = f"{asking}; print(*sys.modules)"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert all(name in said for name in main.list_commands(click.Context(main)))
    assert not {"sqlalchemy", "flask", "pydantic", "consultkit.kit"} & set(said.split())
