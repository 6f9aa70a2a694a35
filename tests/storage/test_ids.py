"""Ids: unique, and in the order in which they were made."""

from __future__ import annotations

import time

from consultkit.storage import new_id


def test_ids_differ_and_sort_by_time() -> None:
    first = new_id()
    time.sleep(0.00001)
    second = new_id()
    assert first < second
    assert len({new_id() for _ in range(1000)}) == 1000


def test_an_id_says_when_it_was_made_and_which_version_it_is() -> None:
    before = time.time_ns() // 1_000_000
    made = new_id()
    assert made.version == 7
    assert before <= made.int >> 80 <= time.time_ns() // 1_000_000
