"""The window: instants from wall times, decisions folded in, who is late, and the sentence that says it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from consultkit.records import WindowEvent, WindowEventKind, WindowState
from consultkit.schema import OpeningWindow, WindowRule, WindowVerdict
from consultkit.schema.local_time import LocalTimeError, instant_of

MILLISECOND = timedelta(milliseconds=1)
OPENS = datetime(2018, 10, 31, 7, 0, tzinfo=UTC)
CLOSES = datetime(2018, 11, 30, 23, 0, tzinfo=UTC)
# Wall times have no zone of their own.
EARLIEST, LATEST = datetime.fromisoformat("2000-01-01"), datetime.fromisoformat("2037-01-01")
DURING = datetime(2018, 11, 15, 12, 0, tzinfo=UTC)
AFTER = datetime(2018, 12, 15, 12, 0, tzinfo=UTC)


def rule(**keys: Any) -> WindowRule:
    return WindowRule.model_validate({"opens": "2018-10-31 08:00", "closes": "2018-11-30", **keys})


def event(kind: WindowEventKind, at: datetime, closes_at: datetime | None = None) -> WindowEvent:
    return WindowEvent(kind, at, "manager@example.org", "A reason", closes_at)


def test_wall_times_are_instants_of_their_zone_and_a_day_ends_at_its_end() -> None:
    assert (rule().opens_at, rule().closes_at) == (OPENS, CLOSES)
    reunion = rule(timezone="Indian/Reunion", closes="2018-11-30 18:00")
    assert reunion.opens_at == datetime(2018, 10, 31, 4, 0, tzinfo=UTC)
    assert reunion.closes_at == datetime(2018, 11, 30, 14, 0, tzinfo=UTC)
    assert rule(opens="2018-10-31").opens_at == datetime(2018, 10, 30, 23, 0, tzinfo=UTC)


@pytest.mark.parametrize(("day", "hours"), [("2026-03-29", 23), ("2026-10-25", 25), ("2026-06-01", 24)])
def test_a_day_is_as_long_as_its_clocks_say(day: str, hours: int) -> None:
    whole = WindowRule.model_validate({"opens": day, "closes": day})
    assert whole.closes_at - whole.opens_at == timedelta(hours=hours)


@given(
    st.datetimes(EARLIEST, LATEST),
    st.sampled_from(["Europe/Paris", "America/New_York", "Australia/Lord_Howe", "Indian/Reunion"]),
)
def test_an_instant_is_given_only_for_a_wall_time_that_names_one(wall: datetime, name: str) -> None:
    zone, wall = ZoneInfo(name), wall.replace(second=0, microsecond=0)
    # By trial: every instant near, a quarter of an hour apart, whose wall time it is.
    near = (wall.replace(tzinfo=UTC) + timedelta(minutes=15 * step) for step in range(-64, 64))
    named = [one for one in near if one.astimezone(zone).replace(tzinfo=None) == wall]
    try:
        instant = instant_of(wall.date(), wall.time(), zone)
    except LocalTimeError:
        assert len(named) != 1
    else:
        assert named == [instant]


def test_times_that_clocks_skip_or_repeat_are_refused_with_a_mend() -> None:
    with pytest.raises(LocalTimeError) as skipped:
        instant_of(date(2027, 3, 28), time(2, 30), ZoneInfo("Europe/Paris"))
    assert skipped.value.mend == "Write 2027-03-28 03:30, or another time."
    with pytest.raises(LocalTimeError, match="happens twice"):
        instant_of(date(2026, 10, 25), time(2, 30), ZoneInfo("Europe/Paris"))


@pytest.mark.parametrize("late", ["sometimes", {"grace": "2 hours"}, {"grace": "1 month"}, {"grce": "2m"}, 3])
def test_a_late_rule_that_is_none_is_refused(late: Any) -> None:
    with pytest.raises(ValidationError):
        rule(late=late)


def test_the_window_is_half_open() -> None:
    window = OpeningWindow(rule(late="refuse"))
    assert window.state(OPENS - MILLISECOND) is WindowState.UPCOMING
    assert window.state(OPENS) is WindowState.OPEN
    assert window.judge(CLOSES - MILLISECOND) == WindowVerdict(True, 0, WindowState.OPEN)
    assert window.judge(CLOSES) == WindowVerdict(False, 1, WindowState.CLOSED)
    assert window.judge(OPENS - MILLISECOND) == WindowVerdict(False, 0, WindowState.UPCOMING)


def test_two_minutes_of_grace_are_the_rule_and_the_late_are_marked() -> None:
    window = OpeningWindow(rule())
    assert window.judge(CLOSES) == WindowVerdict(True, 1, WindowState.CLOSED)
    last = CLOSES + timedelta(minutes=2) - MILLISECOND
    assert window.judge(last) == WindowVerdict(True, 119_999, WindowState.CLOSED)
    assert not window.judge(CLOSES + timedelta(minutes=2)).accepted
    assert OpeningWindow(rule(late={"grace": "30s"})).judge(CLOSES + timedelta(seconds=29)).accepted


def test_flag_takes_the_late_at_any_time_and_marks_them() -> None:
    verdict = OpeningWindow(rule(late="flag")).judge(CLOSES + timedelta(days=3))
    assert verdict == WindowVerdict(True, 3 * 86_400_000, WindowState.CLOSED)


def test_an_extension_moves_the_end_from_its_own_instant_on() -> None:
    later = CLOSES + timedelta(days=7)
    window = OpeningWindow(rule(), [event(WindowEventKind.EXTENDED, AFTER, later + timedelta(days=30))])
    assert window.state(AFTER - MILLISECOND) is WindowState.CLOSED
    assert window.state(AFTER) is WindowState.OPEN
    assert window.closes_at == later + timedelta(days=30)


def test_opened_ahead_suspended_resumed_and_closed_early() -> None:
    day = timedelta(days=1)
    window = OpeningWindow(
        rule(),
        [
            event(WindowEventKind.CLOSED, DURING + 3 * day),
            event(WindowEventKind.RESUMED, DURING + 2 * day),
            event(WindowEventKind.SUSPENDED, DURING + day),
            event(WindowEventKind.OPENED, OPENS - day),
        ],
    )
    assert window.state(OPENS - 2 * day) is WindowState.UPCOMING
    assert window.state(OPENS - day) is WindowState.OPEN
    assert window.state(DURING + day) is WindowState.SUSPENDED
    assert window.judge(DURING + day) == WindowVerdict(False, 0, WindowState.SUSPENDED)
    assert window.state(DURING + 2 * day) is WindowState.OPEN
    assert window.judge(DURING + 3 * day).late_by_ms == 1
    assert window.state(DURING + 4 * day) is WindowState.CLOSED
    assert (window.opens_at, window.closes_at) == (OPENS - day, DURING + 3 * day)


def test_nobody_is_late_for_a_window_that_was_suspended_when_it_closed() -> None:
    window = OpeningWindow(rule(late="flag"), [event(WindowEventKind.SUSPENDED, DURING)])
    assert not window.judge(CLOSES).accepted
    assert window.state(CLOSES) is WindowState.CLOSED


EVENTS = st.lists(
    st.tuples(st.sampled_from(list(WindowEventKind)), st.integers(-5, 45), st.integers(1, 60)), max_size=6
)


@given(EVENTS, st.integers(-10, 100), st.sampled_from(["refuse", "flag", {"grace": "2m"}]))
def test_only_an_open_window_or_the_late_rule_takes_a_contribution(events: Any, day: int, late: Any) -> None:
    start = OPENS - timedelta(hours=3)
    recorded = [
        event(kind, start + timedelta(days=at), start + timedelta(days=end) if kind == "extended" else None)
        for kind, at, end in events
    ]
    window, now = OpeningWindow(rule(late=late), recorded), start + timedelta(days=day)
    verdict = window.judge(now)
    assert verdict.state is window.state(now)
    if verdict.accepted:
        assert verdict.state is WindowState.OPEN or verdict.late_by_ms > 0
        assert late == "flag" or verdict.late_by_ms <= 120_000
    assert window.sentence(now, "fr").endswith(".")
    # What is decided later changes nothing before.
    known = OpeningWindow(rule(late=late), [one for one in recorded if one.at <= now])
    assert known.judge(now) == verdict


@pytest.mark.parametrize(
    ("now", "language", "said"),
    [
        (
            OPENS - MILLISECOND,
            "fr",
            (
                "Cette consultation ouvrira le mercredi 31 octobre 2018, 8 h, heure de Paris. Elle recevra"
                " les contributions jusqu'au vendredi 30 novembre 2018, 23 h 59, heure de Paris."
            ),
        ),
        (
            OPENS,
            "fr",
            "Cette consultation est ouverte jusqu'au vendredi 30 novembre 2018, 23 h 59, heure de Paris.",
        ),
        (DURING, "en", "This consultation is open until Friday, 30 November 2018, 23:59, Paris time."),
        (DURING, "de", "This consultation is open until Freitag, 30. November 2018, 23:59, Paris time."),
        (
            CLOSES,
            "fr",
            (
                "Cette consultation est close. "
                "Elle a été ouverte jusqu'au vendredi 30 novembre 2018, 23 h 59, heure de Paris."
            ),
        ),
        (
            CLOSES,
            "en",
            "This consultation is closed. It was open until Friday, 30 November 2018, 23:59, Paris time.",
        ),
    ],
)
def test_the_window_says_itself_in_full_words(now: datetime, language: str, said: str) -> None:
    assert OpeningWindow(rule()).sentence(now, language) == said


def test_suspended_and_extended_are_said() -> None:
    suspended = OpeningWindow(rule(), [event(WindowEventKind.SUSPENDED, DURING)])
    assert suspended.sentence(DURING, "fr") == (
        "Cette consultation est suspendue\u00a0: elle ne reçoit pas de contributions pour le moment. "
        "Sa clôture reste prévue le vendredi 30 novembre 2018, 23 h 59, heure de Paris."
    )
    until = datetime(2018, 12, 1, 17, 30, tzinfo=UTC)
    extended = OpeningWindow(rule(), [event(WindowEventKind.EXTENDED, DURING, until)])
    assert extended.sentence(DURING, "fr") == (
        "Cette consultation a été prolongée\u00a0: elle est ouverte jusqu'au samedi 1er décembre 2018, "
        "18 h 30, heure de Paris."
    )
    assert extended.sentence(DURING, "en").startswith("This consultation has been extended: it is open until")


@pytest.mark.parametrize(
    ("zone", "said"),
    [
        ("Indian/Reunion", "heure de La Réunion"),
        ("America/Martinique", "heure de la Martinique"),
        ("America/Cayenne", "heure de Cayenne"),
        ("Pacific/Noumea", "heure de Nouméa"),
        ("Europe/Athens", "heure d'Athènes"),
        ("UTC", "temps universel"),
    ],
)
def test_zones_are_named_by_their_place(zone: str, said: str) -> None:
    assert OpeningWindow(rule(timezone=zone)).sentence(DURING, "fr").endswith(f"23 h 59, {said}.")


def test_universal_time_is_named_in_english_too() -> None:
    sentence = OpeningWindow(rule(timezone="UTC")).sentence(DURING, "en")
    assert sentence.endswith("23:59, Coordinated Universal Time.")
