"""The process that works may die: the one that watches over it begins another, and tells it what was left."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from uuid import UUID

import pytest

from consultkit.cli import supervising
from consultkit.cli.supervising import AT_WORK, Tell, supervise
from consultkit.operations.in_hand import LeftBehind

A_GIBIBYTE = 2**30
TASK = UUID(int=7)


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervising, "PAUSE_SECONDS", 0)


def test_who_dies_is_replaced_and_what_was_left_is_told(tmp_path: Path) -> None:
    def work(left: LeftBehind, tell: Tell) -> None:
        tell(f"{AT_WORK}\n".encode())
        if not left.claims:
            tell(f"claimed {TASK}:3\nbegun {TASK}\n".encode())
            os._exit(0)
        (tmp_path / "left").write_text(f"{left.claims[TASK]} {left.begun == TASK}")

    assert supervise(work, A_GIBIBYTE) == 0
    assert (tmp_path / "left").read_text() == "3 True"


def test_who_is_killed_before_it_took_over_leaves_it_to_the_next(tmp_path: Path) -> None:
    def work(left: LeftBehind, tell: Tell) -> None:
        with (tmp_path / "left").open("a") as file:
            file.write(f"{len(left.claims)} ")
        if (tmp_path / "left").read_text() == "0 1 ":
            os.kill(os.getpid(), signal.SIGKILL)
        tell(f"{AT_WORK}\n".encode())
        if not left.claims:
            tell(f"claimed {TASK}:3\n".encode())
            os._exit(0)
        tell(f"ended {TASK}\n".encode())

    assert supervise(work, A_GIBIBYTE) == 0
    assert (tmp_path / "left").read_text() == "0 1 1 "


def test_what_cannot_begin_is_not_begun_again(tmp_path: Path) -> None:
    def work(_left: LeftBehind, _tell: Tell) -> None:
        with (tmp_path / "begun").open("a") as file:
            file.write("x")
        raise SystemExit(3)

    assert supervise(work, A_GIBIBYTE) == 3
    assert (tmp_path / "begun").read_text() == "x"


def test_nobody_gets_more_memory_than_there_is_for_it(tmp_path: Path) -> None:
    def work(_left: LeftBehind, _tell: Tell) -> None:
        try:
            bytearray(2 * A_GIBIBYTE)
        except MemoryError:
            (tmp_path / "refused").touch()

    assert supervise(work, A_GIBIBYTE) == 0
    assert (tmp_path / "refused").exists()
