"""Decisions about a window: who, why, from when; and never one that contradicts the state."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from consultkit.errors import ConsultKitError, NotFoundError
from consultkit.records import WindowEventKind, WindowState

if TYPE_CHECKING:
    from tests.conftest import Service

CLOSES = datetime(2018, 11, 30, 23, 0, tzinfo=UTC)
WHO = {"by": "official@example.org", "reason": "An outage of the platform."}

Decide = Callable[["Service"], object]
DECISIONS: dict[str, Decide] = {
    "open_now": lambda service: service.windows.open_now("fair", **WHO),
    "suspend": lambda service: service.windows.suspend("fair", **WHO),
    "resume": lambda service: service.windows.resume("fair", **WHO),
    "close": lambda service: service.windows.close("fair", **WHO),
}


def state(service: Service) -> WindowState:
    return service.windows.window("fair").state(service.clock.now())


def bring_to(service: Service, wanted: WindowState) -> None:
    match wanted:
        case WindowState.UPCOMING:
            service.clock.set(datetime(2018, 10, 1, tzinfo=UTC))
        case WindowState.SUSPENDED:
            service.windows.suspend("fair", **WHO)
        case WindowState.CLOSED:
            service.clock.set(CLOSES)
    assert state(service) is wanted


@pytest.mark.parametrize(
    ("decision", "before", "after"),
    [
        ("open_now", WindowState.UPCOMING, WindowState.OPEN),
        ("suspend", WindowState.OPEN, WindowState.SUSPENDED),
        ("resume", WindowState.SUSPENDED, WindowState.OPEN),
        ("close", WindowState.OPEN, WindowState.CLOSED),
        ("close", WindowState.SUSPENDED, WindowState.CLOSED),
    ],
)
def test_a_decision_takes_effect_at_once(
    service: Service, decision: str, before: WindowState, after: WindowState
) -> None:
    bring_to(service, before)
    DECISIONS[decision](service)
    assert state(service) is after


@pytest.mark.parametrize(
    ("decision", "before"),
    [
        ("open_now", WindowState.OPEN),
        ("open_now", WindowState.CLOSED),
        ("suspend", WindowState.UPCOMING),
        ("suspend", WindowState.SUSPENDED),
        ("resume", WindowState.OPEN),
        ("close", WindowState.UPCOMING),
        ("close", WindowState.CLOSED),
    ],
)
def test_a_decision_that_contradicts_the_state_is_refused(
    service: Service, decision: str, before: WindowState
) -> None:
    bring_to(service, before)
    events = service.windows.window("fair").events
    with pytest.raises(ConsultKitError, match=f"it is {before}"):
        DECISIONS[decision](service)
    assert service.windows.window("fair").events == events


def test_a_decision_is_recorded_with_who_and_why(service: Service) -> None:
    service.windows.suspend("fair", **WHO)
    (event,) = service.windows.window("fair").events
    assert event.kind is WindowEventKind.SUSPENDED
    assert (event.at, event.by, event.reason) == (service.clock.now(), WHO["by"], WHO["reason"])


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_decision_needs_a_reason(service: Service, reason: str) -> None:
    with pytest.raises(ConsultKitError, match="reason"):
        service.windows.suspend("fair", by="official@example.org", reason=reason)
    with pytest.raises(ConsultKitError, match="reason"):
        service.windows.extend("fair", CLOSES + timedelta(days=1), by="official@example.org", reason=reason)
    assert service.windows.window("fair").events == ()


def test_an_extension_puts_off_the_closing(service: Service) -> None:
    service.windows.extend("fair", CLOSES + timedelta(days=7), **WHO)
    assert service.windows.window("fair").closes_at == CLOSES + timedelta(days=7)


def test_an_extension_after_the_closing_opens_again(service: Service) -> None:
    bring_to(service, WindowState.CLOSED)
    service.windows.extend("fair", CLOSES + timedelta(days=1), **WHO)
    assert state(service) is WindowState.OPEN


@pytest.mark.parametrize(
    "closes_at",
    [CLOSES, CLOSES - timedelta(days=1), (CLOSES + timedelta(days=1)).replace(tzinfo=None)],
)
def test_what_does_not_put_off_the_closing_is_no_extension(service: Service, closes_at: datetime) -> None:
    with pytest.raises(ConsultKitError, match="does not put off"):
        service.windows.extend("fair", closes_at, **WHO)


def test_an_extension_into_the_past_is_refused(service: Service) -> None:
    service.clock.set(CLOSES + timedelta(days=9))
    with pytest.raises(ConsultKitError, match="does not put off"):
        service.windows.extend("fair", CLOSES + timedelta(days=8), **WHO)


def test_a_consultation_that_is_not_served_is_not_found(service: Service) -> None:
    with pytest.raises(NotFoundError):
        service.windows.window("another")
    with pytest.raises(NotFoundError):
        service.windows.suspend("another", **WHO)
