"""Instants and days in full words, as an official letter writes them."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, get_timezone_location

from consultkit.web.language import current_language, translate

_TIME_OF_DAY = {"fr": ("HH'\u00a0h\u00a0'mm", "HH'\u00a0h\u00a0'mm'\u00a0min\u00a0'ss'\u00a0s'")}
_TIME_ELSEWHERE = ("HH:mm", "HH:mm:ss")


def day_in_words(instant: datetime, zone: str) -> str:
    """`jeudi 15 novembre 2018`, where the zone is."""
    language = current_language()
    words = format_date(instant.astimezone(ZoneInfo(zone)), "EEEE d MMMM y", locale=language)
    return words.replace(" 1 ", " 1er ") if language == "fr" else words


def instant_in_words(instant: datetime, zone: str) -> str:
    """`jeudi 15 novembre 2018 à 10 h 00, heure de Paris`."""
    return translate("{day} at {time}, {city} time", _parts(instant, zone, _time_patterns()[0]))


def exact_instant_in_words(instant: datetime, zone: str) -> str:
    """`jeudi 15 novembre 2018 à 10 h 00 min 03 s, heure de Paris (UTC+01:00)`: what a receipt says."""
    parts = _parts(instant, zone, _time_patterns()[1])
    return translate("{day} at {time}, {city} time (UTC{offset})", parts)


def machine_instant(instant: datetime, zone: str) -> str:
    """ISO 8601 with the offset, for `<time datetime>`."""
    return instant.astimezone(ZoneInfo(zone)).isoformat(timespec="milliseconds")


def _time_patterns() -> tuple[str, str]:
    return _TIME_OF_DAY.get(current_language(), _TIME_ELSEWHERE)


def _parts(instant: datetime, zone: str, time_pattern: str) -> dict[str, str | int]:
    local, language = instant.astimezone(ZoneInfo(zone)), current_language()
    return {
        "day": day_in_words(instant, zone),
        "time": format_datetime(local, time_pattern, tzinfo=ZoneInfo(zone), locale=language),
        "city": get_timezone_location(zone, locale=language, return_city=True),
        "offset": local.isoformat()[-6:],
    }
