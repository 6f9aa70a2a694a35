"""Promised work: nobody does it twice at once, and nobody's is lost."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from consultkit.storage import Archive, KeyRing, outbox
from consultkit.storage.outbox import Entry, Task

NOON = datetime(2018, 11, 15, 12, 0, tzinfo=UTC)
LEASE = timedelta(minutes=2)


def promise(archive: Archive, *, at: datetime = NOON, subject: UUID | None = None) -> UUID:
    subject = subject or uuid4()
    with archive.writing() as tx:
        outbox.enqueue(tx, Task("route", subject, consultation="trees", plugin="mediator"), at)
    return subject


def claim(archive: Archive, now: datetime = NOON, limit: int = 10) -> tuple[Entry, ...]:
    with archive.writing() as tx:
        return outbox.claim(tx, now, LEASE, limit)


def test_the_same_promise_is_kept_once(archive: Archive) -> None:
    subject = promise(archive)
    promise(archive, subject=subject)
    assert [entry.subject_id for entry in claim(archive)] == [subject]


def test_a_claimed_entry_is_nobody_elses_until_the_lease_ends(archive: Archive) -> None:
    subject = promise(archive)
    (first,) = claim(archive)
    assert claim(archive) == ()
    assert claim(archive, NOON + LEASE - timedelta(microseconds=1)) == ()
    (again,) = claim(archive, NOON + LEASE)
    assert (again.subject_id, first.attempts, again.attempts) == (subject, 1, 2)


def test_the_oldest_come_first_and_the_rest_waits(archive: Archive) -> None:
    subjects = [promise(archive, at=NOON - timedelta(minutes=age)) for age in (1, 3, 2)]
    assert [entry.subject_id for entry in claim(archive, limit=2)] == [subjects[1], subjects[2]]
    assert [entry.subject_id for entry in claim(archive, limit=2)] == [subjects[0]]


def test_nothing_is_due_before_its_instant(archive: Archive) -> None:
    promise(archive, at=NOON + timedelta(seconds=1))
    with archive.reading() as tx:
        assert not outbox.anything_due(tx, NOON)
        assert outbox.anything_due(tx, NOON + timedelta(seconds=1))
    assert claim(archive) == ()


@pytest.mark.parametrize("end", ["finished", "refused"])
def test_what_is_finished_or_refused_never_comes_back(archive: Archive, end: str) -> None:
    promise(archive)
    (entry,) = claim(archive)
    with archive.writing() as tx:
        if end == "finished":
            outbox.finish(tx, entry, NOON)
        else:
            assert outbox.refuse(tx, entry, "No.", NOON)
    assert claim(archive, NOON + timedelta(days=400)) == ()


def test_a_worker_that_outlived_its_lease_does_not_undo_the_next_ones_decision(archive: Archive) -> None:
    promise(archive)
    (slow,) = claim(archive)
    (quick,) = claim(archive, NOON + LEASE)
    with archive.writing() as tx:
        assert not outbox.refuse(tx, slow, "Too late to say.", NOON + LEASE)
        assert not outbox.retry(tx, slow, "Too late.", next_at=NOON, stuck_at=None)
        assert outbox.retry(tx, quick, "Not yet.", next_at=NOON + timedelta(hours=1), stuck_at=None)
    assert claim(archive, NOON + timedelta(minutes=59)) == ()
    (third,) = claim(archive, NOON + timedelta(hours=1))
    assert third.attempts == 3


def test_what_is_given_back_is_due_at_once_and_was_not_an_attempt(archive: Archive) -> None:
    promise(archive)
    (entry,) = claim(archive)
    with archive.writing() as tx:
        outbox.give_back(tx, entry, NOON)
    assert claim(archive) == (entry,)


def test_workers_at_the_same_instant_share_the_work_without_overlap(archive: Archive) -> None:
    promised = {promise(archive) for _ in range(60)}
    taken: list[UUID] = []
    start = threading.Barrier(6)

    def work() -> None:
        start.wait()
        while entries := claim(archive, limit=3):
            taken.extend(entry.subject_id for entry in entries)

    workers = [threading.Thread(target=work) for _ in range(6)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(taken) == sorted(promised)


def test_on_postgresql_a_claim_passes_over_what_another_is_claiming(
    postgresql_url: str, keys: KeyRing
) -> None:
    archive = Archive(postgresql_url, keys)
    subjects = {promise(archive), promise(archive)}
    with archive.writing() as mine:
        (first,) = outbox.claim(mine, NOON, LEASE, 1)
        with archive.writing() as others:
            rest = outbox.claim(others, NOON, LEASE, 10)
    assert {first.subject_id} | {entry.subject_id for entry in rest} == subjects
    assert len(rest) == 1
    archive.close()
