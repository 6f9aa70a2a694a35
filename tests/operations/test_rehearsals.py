"""All processes of a rehearsal read one clock; beginning it again leaves nothing waiting in its future."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from consultkit.operations import Housekeeping, Rehearsals
from consultkit.storage import Archive, outbox
from consultkit.storage import rehearsals as kept
from consultkit.testing import FixedClock

NOVEMBER = datetime(2018, 11, 15, 9, 0, tzinfo=UTC)
MOMENT = timedelta(seconds=30)


def test_it_starts_at_its_date(archive: Archive) -> None:
    assert NOVEMBER <= Rehearsals(archive).clock(NOVEMBER).now() < NOVEMBER + MOMENT


def test_a_process_that_starts_later_joins_it(archive: Archive) -> None:
    with archive.writing() as tx:
        kept.begin(tx, NOVEMBER, datetime.now(UTC) - timedelta(hours=3))
    later = NOVEMBER + timedelta(hours=3)
    assert later <= Rehearsals(archive).clock(NOVEMBER).now() < later + MOMENT


def test_begun_again_it_is_back_at_its_date_and_nothing_waits(archive: Archive) -> None:
    rehearsals = Rehearsals(archive)
    with archive.writing() as tx:
        outbox.enqueue(tx, outbox.Task("letter", uuid4()), NOVEMBER + timedelta(hours=2))
    rehearsals.begin(NOVEMBER)
    now = rehearsals.clock(NOVEMBER).now()
    assert now < NOVEMBER + MOMENT
    with archive.reading() as tx:
        assert outbox.anything_due(tx, now)


def test_other_dates_are_other_rehearsals(archive: Archive) -> None:
    rehearsals = Rehearsals(archive)
    rehearsals.clock(NOVEMBER)
    closing = NOVEMBER + timedelta(days=15)
    assert rehearsals.clock(closing).now() >= closing


def test_chores_are_done_at_most_once_an_hour() -> None:
    done: list[str] = []
    clock = FixedClock(NOVEMBER)
    housekeeping = Housekeeping([lambda: done.append("swept")], clock)
    for minutes in (0, 30, 59, 61, 90):
        clock.set(NOVEMBER + timedelta(minutes=minutes))
        housekeeping.do_if_due()
    assert done == ["swept"] * 2
