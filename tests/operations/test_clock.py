"""The clocks: which one judges."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from consultkit.operations import RehearsalClock, SystemClock
from consultkit.testing import FixedClock

NOVEMBER = datetime(2018, 11, 15, 10, 0, tzinfo=timezone(timedelta(hours=1)))
DATABASE_NOW = datetime(2026, 1, 1, tzinfo=UTC)


def test_in_earnest_the_clock_of_the_database_judges() -> None:
    assert SystemClock().judge(DATABASE_NOW) == DATABASE_NOW


def test_a_rehearsal_starts_at_its_instant_and_runs_on() -> None:
    clock = RehearsalClock(NOVEMBER)
    first, second = clock.now(), clock.now()
    assert NOVEMBER <= first <= second < NOVEMBER + timedelta(minutes=1)
    assert first.utcoffset() == timedelta(0)


def test_a_rehearsal_judges_by_the_database_too_moved_as_far() -> None:
    clock = RehearsalClock(NOVEMBER)
    judged = clock.judge(datetime.now(UTC) + timedelta(hours=1))
    assert NOVEMBER + timedelta(hours=1) <= judged < NOVEMBER + timedelta(hours=1, minutes=1)


def test_a_fixed_clock_stands_until_it_is_moved() -> None:
    clock = FixedClock(NOVEMBER)
    assert clock.now() == clock.judge(DATABASE_NOW) == NOVEMBER
    clock.move(timedelta(milliseconds=1))
    assert clock.now() == NOVEMBER + timedelta(milliseconds=1)


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        FixedClock(NOVEMBER.replace(tzinfo=None))
