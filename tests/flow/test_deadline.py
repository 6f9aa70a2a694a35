"""The edges of the window, a millisecond and a minute around each, by every rule for those who come late."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from consultkit.errors import WindowClosedError
from consultkit.operations import Intake, SystemClock
from consultkit.records import Respondent

if TYPE_CHECKING:
    from tests.conftest import Serve, Service

    from consultkit.records import Receipt

OPENS = datetime(2018, 10, 31, 7, 0, tzinfo=UTC)
CLOSES = datetime(2018, 11, 30, 23, 0, tzinfo=UTC)
MILLISECOND, MINUTE = timedelta(milliseconds=1), timedelta(minutes=1)
WHO = {"by": "official@example.org", "reason": "An outage of the platform."}


def send_at(service: Service, at: datetime, waited: timedelta = timedelta(0)) -> Receipt | None:
    """Whether a draft that was written in time is taken at an instant. A refused one must be kept whole."""
    draft = service.draft(service.respondent())
    now = service.clock.now()
    service.clock.set(at)
    try:
        return service.send(draft, waited=waited)
    except WindowClosedError:
        assert service.count("submissions", "receipts", "outbox") == (0, 0, 0)
        assert service.count("drafts") == (1,)
        return None
    finally:
        service.clock.set(now)


@pytest.mark.parametrize(
    ("at", "taken"),
    [
        (OPENS - MINUTE, False),
        (OPENS - MILLISECOND, False),
        (OPENS, True),
        (OPENS + MILLISECOND, True),
        (CLOSES - MINUTE, True),
        (CLOSES - MILLISECOND, True),
        (CLOSES, False),
        (CLOSES + MILLISECOND, False),
        (CLOSES + MINUTE, False),
    ],
)
def test_the_last_millisecond_is_in_and_the_next_is_not(serve: Serve, at: datetime, taken: bool) -> None:
    receipt = send_at(serve(late="refuse"), at)
    assert (receipt is not None) is taken
    assert receipt is None or (receipt.received_at, receipt.late_by_ms) == (at, 0)


@pytest.mark.parametrize(
    ("late_by", "late_by_ms"),
    [(timedelta(0), 1), (MILLISECOND, 1), (MINUTE, 60_000), (2 * MINUTE - MILLISECOND, 119_999)],
)
def test_within_the_grace_it_is_taken_and_marked(serve: Serve, late_by: timedelta, late_by_ms: int) -> None:
    service = serve(late="{grace: 2m}")
    receipt = send_at(service, CLOSES + late_by)
    assert receipt is not None
    assert receipt.late_by_ms == late_by_ms


@pytest.mark.parametrize("late_by", [2 * MINUTE, 2 * MINUTE + MILLISECOND, timedelta(days=1)])
def test_beyond_the_grace_the_draft_is_kept(serve: Serve, late_by: timedelta) -> None:
    assert send_at(serve(late="{grace: 2m}"), CLOSES + late_by) is None


@pytest.mark.parametrize("late_by", [timedelta(0), timedelta(days=40)])
def test_where_those_who_come_late_are_flagged_they_are_taken(serve: Serve, late_by: timedelta) -> None:
    receipt = send_at(serve(late="flag"), CLOSES + late_by)
    assert receipt is not None
    assert receipt.late_by_ms == max(late_by // MILLISECOND, 1)


@pytest.mark.parametrize(("waited", "taken"), [(timedelta(seconds=5), True), (4 * MILLISECOND, False)])
def test_who_arrived_in_time_is_not_late_because_we_are_slow(
    serve: Serve, waited: timedelta, taken: bool
) -> None:
    receipt = send_at(serve(late="refuse"), CLOSES + 5 * MILLISECOND, waited)
    assert (receipt is not None) is taken


def test_nothing_is_taken_while_suspended_and_again_once_resumed(serve: Serve) -> None:
    service = serve(late="flag")
    draft = service.draft(service.respondent())
    service.windows.suspend("fair", **WHO)
    with pytest.raises(WindowClosedError, match="suspended"):
        service.send(draft)
    service.clock.move(MINUTE)
    service.windows.resume("fair", **WHO)
    assert service.send(draft).late_by_ms == 0


def test_what_arrived_before_the_suspension_is_taken_during_it(service: Service) -> None:
    draft = service.draft(service.respondent())
    service.windows.suspend("fair", **WHO)
    service.clock.move(5 * MILLISECOND)
    assert service.send(draft, waited=6 * MILLISECOND).late_by_ms == 0


@pytest.mark.parametrize(
    ("at", "taken"),
    [(CLOSES, True), (CLOSES + timedelta(days=1) - MILLISECOND, True), (CLOSES + timedelta(days=1), False)],
)
def test_an_extension_moves_the_edge(serve: Serve, at: datetime, taken: bool) -> None:
    service = serve(late="refuse")
    service.windows.extend("fair", CLOSES + timedelta(days=1), **WHO)
    receipt = send_at(service, at)
    assert (receipt is not None) is taken
    assert receipt is None or receipt.late_by_ms == 0


def test_a_file_with_a_later_closing_takes_drafts_of_the_older_one(serve: Serve) -> None:
    before = serve(late="refuse")
    draft = before.draft(before.respondent())
    after = serve(late="refuse", closes="2018-12-07")
    after.clock.set(CLOSES + timedelta(days=3))
    assert after.send(draft).late_by_ms == 0


def test_opened_ahead_of_time_it_takes_contributions(serve: Serve) -> None:
    service = serve()
    service.clock.set(OPENS - timedelta(days=1))
    service.windows.open_now("fair", **WHO)
    assert service.send(service.draft(service.respondent())).late_by_ms == 0


def test_the_clock_of_the_application_does_not_judge(serve: Serve) -> None:
    service = serve(opens="2018-10-31 08:00", closes="2100-01-01", late="refuse")
    draft = service.draft(service.respondent())
    skewed = Intake(service.archive, service.forms, WrongClock())
    receipt = skewed.submit(
        draft.id,
        Respondent(draft.respondent_id),
        submit_key=draft.submit_key,
        answers_sha256=service.checked(draft),
    )
    assert abs(receipt.received_at - datetime.now(UTC)) < MINUTE


class WrongClock(SystemClock):
    """An application server whose clock is a century ahead."""

    def now(self) -> datetime:
        return super().now() + timedelta(days=36525)
