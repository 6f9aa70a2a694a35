"""Instants in full words, in the zone of the consultation and the visitor's language."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date

from consultkit import schema
from consultkit.web.language import current_language, keep_marks_together


def instant_in_words(instant: datetime, zone: str) -> str:
    """« jeudi 15 novembre 2018, 10 h, heure de Paris »."""
    return keep_marks_together(schema.instant_in_words(instant, ZoneInfo(zone), current_language()))


def short_instant(instant: datetime, zone: str) -> str:
    """« 15 nov. 2018, 10:00 »: for tables, which say the zone elsewhere."""
    local = instant.astimezone(ZoneInfo(zone))
    return f"{format_date(local.date(), 'medium', locale=current_language())}, {local:%H:%M}"


def exact_instant_in_words(instant: datetime, zone: str) -> str:
    """« jeudi 15 novembre 2018, 10 h, heure de Paris (10:00:03, UTC+01:00) »: what a receipt says."""
    local = instant.astimezone(ZoneInfo(zone))
    return f"{instant_in_words(instant, zone)} ({local:%H:%M:%S}, UTC{local.isoformat()[-6:]})"


def day_in_words(day: date) -> str:
    """« 15 novembre 2018 »."""
    return format_date(day, "long", locale=current_language())


def machine_instant(instant: datetime, zone: str) -> str:
    """ISO 8601 with the offset, for `<time datetime>`."""
    return instant.astimezone(ZoneInfo(zone)).isoformat(timespec="milliseconds")
