"""Waits between tries: longer and longer, never all at once, never for ever."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from uuid import UUID

import pytest

from consultkit.operations.backoff import Backoff, stuck_since
from consultkit.storage.outbox import Entry

NOON = datetime(2018, 11, 15, 12, 0, tzinfo=UTC)


def an_entry(attempts: int = 1, *, age: timedelta = timedelta(0), stuck_at: datetime | None = None) -> Entry:
    return Entry(UUID(int=1), "deliver", UUID(int=2), "trees", "mediator", {}, NOON - age, attempts, stuck_at)


def waits(entry: Entry, draws: int = 400) -> list[timedelta]:
    backoff = Backoff(random.Random(7))
    return [backoff.next_at(entry, NOON) - NOON for _ in range(draws)]


@pytest.mark.parametrize(("attempts", "longest"), [(1, 30), (2, 60), (7, 1920), (8, 3600), (10**6, 3600)])
def test_waits_are_drawn_between_nothing_and_a_bound_that_doubles_up_to_an_hour(
    attempts: int, longest: int
) -> None:
    seconds = [wait.total_seconds() for wait in waits(an_entry(attempts))]
    assert 0 <= min(seconds) < longest * 0.05
    assert longest * 0.95 < max(seconds) <= longest


def test_the_tries_of_an_outage_do_not_come_back_together() -> None:
    drawn = sorted(waits(an_entry(8)))
    assert max(later - earlier for earlier, later in pairwise(drawn)) < timedelta(minutes=3)


def test_what_is_stuck_is_tried_every_hour() -> None:
    assert set(waits(an_entry(90, stuck_at=NOON))) == {timedelta(hours=1)}


def test_an_entry_is_stuck_from_a_day_on_and_stays_so() -> None:
    day = timedelta(hours=24)
    assert stuck_since(an_entry(age=day - timedelta(microseconds=1)), NOON) is None
    assert stuck_since(an_entry(age=day), NOON) == NOON
    earlier = NOON - timedelta(hours=5)
    assert stuck_since(an_entry(age=2 * day, stuck_at=earlier), NOON) == earlier
