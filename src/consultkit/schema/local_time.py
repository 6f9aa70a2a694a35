"""Local wall time as a file writes it, in a zone of the IANA database, and the instant that it names."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

_WRITTEN = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[ T]([0-9]{2}:[0-9]{2}(?::[0-9]{2})?))?")


class LocalTimeError(ValueError):
    """A wall time that names no instant, or two; `mend` says what to write instead."""

    def __init__(self, what: str, mend: str) -> None:
        super().__init__(what)
        self.what = what
        self.mend = mend


@cache
def zone_names() -> frozenset[str]:
    """The names that a file may use."""
    return frozenset(available_timezones())


def read_wall_time(written: str) -> tuple[date, time | None]:
    """The day, and the time of day if there is one. Raises LocalTimeError."""
    found = _WRITTEN.fullmatch(written.strip())
    day, at = found.groups() if found else ("", None)
    try:
        return date.fromisoformat(day), time.fromisoformat(at) if at else None
    except ValueError:
        raise LocalTimeError(
            f"`{written}` is not a date and time.", "Write it as 2018-10-31 08:00, or as a date alone."
        ) from None


def instant_of(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The UTC instant of a wall time. Raises LocalTimeError when clocks show it twice, or never."""
    wall = datetime.combine(day, at)
    earlier, later = (_to_utc(wall, zone, fold) for fold in (0, 1))
    if earlier == later:
        return earlier
    # Where clocks go forward, the skipped times map outside of themselves (PEP 495).
    if earlier.astimezone(zone).replace(tzinfo=None) != wall:
        raise LocalTimeError(
            f"{_said(wall)} does not exist in {zone.key}: clocks go forward past it.",
            f"Write {_said(earlier.astimezone(zone))}, or another time.",
        )
    raise LocalTimeError(
        f"{_said(wall)} happens twice in {zone.key}: clocks go back over it.",
        "Write a time outside of the hour that is repeated.",
    )


def end_of_day(day: date, zone: ZoneInfo) -> datetime:
    """The first instant of the next day, which is excluded."""
    return start_of_day(day + timedelta(days=1), zone)


def start_of_day(day: date, zone: ZoneInfo) -> datetime:
    """The first instant of the day in UTC, also where the zone has no midnight that day."""
    return _to_utc(datetime.combine(day, time.min), zone, 0)


def _to_utc(wall: datetime, zone: ZoneInfo, fold: int) -> datetime:
    return wall.replace(tzinfo=zone, fold=fold).astimezone(UTC)


def _said(wall: datetime) -> str:
    return f"{wall:%Y-%m-%d %H:%M}"
