"""Counts: folded once each, whoever folds, and exact at every moment."""

from __future__ import annotations

import threading

from consultkit.storage import Archive, tallies

from .conftest import Rows

DELISTED = [("", ""), ("practices", ""), ("practices", "delisting")]
RANKED = [("", ""), ("practices", ""), ("practices", "ranking"), ("firm", "")]
EXPECTED = {("", ""): 3, ("practices", ""): 3, ("practices", "delisting"): 2, ("practices", "ranking"): 1}
EXPECTED[("firm", "")] = 1


def fold(archive: Archive) -> int:
    with archive.writing() as tx:
        return tallies.fold(tx)


def counts(archive: Archive) -> dict[tuple[str, str], int]:
    with archive.reading() as tx:
        return tallies.counts_of(tx, "fair")


def test_counts_are_the_same_before_and_after_folding(rows: Rows, archive: Archive) -> None:
    for marks in (DELISTED, DELISTED, RANKED):
        rows.submission(marks=marks)
    assert counts(archive) == EXPECTED
    assert fold(archive) == 3
    assert counts(archive) == EXPECTED
    assert fold(archive) == 0


def test_what_is_folded_later_is_added(rows: Rows, archive: Archive) -> None:
    for marks in (DELISTED, DELISTED, RANKED):
        rows.submission(marks=marks)
        fold(archive)
    assert counts(archive) == EXPECTED


def test_a_consultation_has_its_own_counts(rows: Rows, archive: Archive) -> None:
    rows.submission(marks=DELISTED)
    with archive.reading() as tx:
        assert tallies.counts_of(tx, "another") == {}


def test_workers_that_fold_at_once_count_each_submission_once(rows: Rows, archive: Archive) -> None:
    for _ in range(40):
        rows.submission(marks=DELISTED)
    folded: list[int] = []

    def work() -> None:
        for _ in range(5):
            folded.append(fold(archive))

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert counts(archive) == dict.fromkeys(DELISTED, 40)
    assert sum(folded) == 40
