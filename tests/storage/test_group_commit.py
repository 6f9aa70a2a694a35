"""Group commit: one transaction for those who wait together, and an outcome of their own for each."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from consultkit.storage.group_commit import MOST, GroupCommit


class Disk:
    """Writes numbers, refuses the negative ones, and keeps the first writer busy until the others wait."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []
        self.written: list[int] = []
        self.free = threading.Event()

    def write_all(self, numbers: Sequence[int]) -> list[int]:
        self.batches.append(list(numbers))
        if len(self.batches) == 1:
            assert self.free.wait(10)
        if any(number < 0 for number in numbers):
            raise ValueError(f"No negative numbers: {list(numbers)}.")
        self.written += numbers
        return [number * 10 for number in numbers]


def write_together(disk: Disk, numbers: list[int]) -> list[object]:
    """The outcome of each, where all but the first came while the first was being written."""
    group = GroupCommit(disk.write_all)

    def write(number: int) -> object:
        try:
            return group.write(number)
        except ValueError as error:
            return str(error)

    with ThreadPoolExecutor(len(numbers)) as writers:
        first = writers.submit(write, numbers[0])
        others = [writers.submit(write, number) for number in numbers[1:]]
        while len(group._waiting) < len(others) or not disk.batches:
            threading.Event().wait(0.001)
        disk.free.set()
        return [writer.result() for writer in [first, *others]]


def test_each_gets_its_own_result() -> None:
    disk = Disk()
    assert write_together(disk, [1, 2, 3, 4]) == [10, 20, 30, 40]
    assert sorted(disk.written) == [1, 2, 3, 4]


def test_those_who_wait_share_a_transaction() -> None:
    disk = Disk()
    write_together(disk, [1, 2, 3, 4])
    assert [len(batch) for batch in disk.batches] == [1, 3]


def test_no_transaction_grows_without_limit() -> None:
    disk = Disk()
    write_together(disk, list(range(MOST + 6)))
    assert [len(batch) for batch in disk.batches] == [1, MOST, 5]


def test_a_refused_one_does_not_fail_the_others() -> None:
    disk = Disk()
    outcomes = write_together(disk, [1, 2, -3, 4])
    assert outcomes == [10, 20, "No negative numbers: [-3].", 40]
    assert sorted(disk.written) == [1, 2, 4]


def test_one_alone_is_refused_as_it_is() -> None:
    disk = Disk()
    disk.free.set()
    group = GroupCommit(disk.write_all)
    with pytest.raises(ValueError, match="No negative"):
        group.write(-1)
    assert group.write(2) == 20


def test_an_interruption_leaves_nobody_waiting() -> None:
    def interrupted(works: Sequence[int]) -> list[int]:
        raise KeyboardInterrupt

    group = GroupCommit(interrupted)
    with pytest.raises(KeyboardInterrupt):
        group.write(1)
    with pytest.raises(KeyboardInterrupt):
        group.write(2)
