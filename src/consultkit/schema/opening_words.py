"""The window in full words. The excluded midnight is said as 23 h 59 of the day before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date, get_timezone_location

from consultkit.records import WindowState
from consultkit.schema.languages import locale_of

_FRENCH_PLACES = {
    "Indian/Reunion": "de La Réunion",
    "Indian/Mayotte": "de Mayotte",
    "America/Guadeloupe": "de la Guadeloupe",
    "America/Martinique": "de la Martinique",
}


@dataclass(frozen=True, slots=True)
class WindowFacts:
    """What the sentence is made of. Instants are UTC."""

    state: WindowState
    opens_at: datetime
    closes_at: datetime
    zone: ZoneInfo
    extended: bool


def window_sentence(facts: WindowFacts, language: str) -> str:
    """French for French, English for every other language."""
    words = _FRENCH if language == "fr" else _ENGLISH
    key = "extended" if facts.extended and facts.state is WindowState.OPEN else facts.state.value
    opens = instant_in_words(facts.opens_at, facts.zone, language)
    closes = end_in_words(facts.closes_at, facts.zone, language)
    return words[key].format(opens=opens, closes=closes)


def instant_in_words(instant: datetime, zone: ZoneInfo, language: str) -> str:
    """« mercredi 31 octobre 2018, 8 h, heure de Paris »; "Wednesday 31 October 2018, 08:00, Paris time"."""
    local = instant.astimezone(zone)
    if language == "fr":
        return f"{_day(local, 'fr')}, {_french_time(local.time())}, {_french_zone(zone)}"
    return f"{_day(local, language)}, {local:%H:%M}, {_english_zone(zone)}"


def end_in_words(excluded: datetime, zone: ZoneInfo, language: str) -> str:
    """The same for an instant that is excluded: midnight is said as 23 h 59 of the day before."""
    local = excluded.astimezone(zone)
    last = excluded - timedelta(minutes=1) if local.time() == time.min else excluded
    return instant_in_words(last, zone, language)


def _day(local: datetime, language: str) -> str:
    said = format_date(local.date(), "full", locale=locale_of(language))
    return said.replace(" 1 ", " 1er ", 1) if language == "fr" and local.day == 1 else said


def _french_time(at: time) -> str:
    return f"{at.hour} h {at.minute:02d}" if at.minute else f"{at.hour} h"


def _french_zone(zone: ZoneInfo) -> str:
    if zone.key == "UTC":
        return "temps universel"
    place = _FRENCH_PLACES.get(zone.key)
    if place is None:
        city = get_timezone_location(zone, locale="fr", return_city=True)
        place = f"d'{city}" if city[:1] in "AÂEÉÈIÎOÔUYH" else f"de {city}"
    return f"heure {place}"


def _english_zone(zone: ZoneInfo) -> str:
    if zone.key == "UTC":
        return "Coordinated Universal Time"
    return f"{get_timezone_location(zone, locale='en', return_city=True)} time"


_FRENCH = {
    "upcoming": "Cette consultation ouvrira le {opens}. Elle recevra les contributions jusqu'au {closes}.",
    "open": "Cette consultation est ouverte jusqu'au {closes}.",
    "extended": "Cette consultation a été prolongée\u00a0: elle est ouverte jusqu'au {closes}.",
    "suspended": (
        "Cette consultation est suspendue\u00a0: elle ne reçoit pas de contributions pour le moment. "
        "Sa clôture reste prévue le {closes}."
    ),
    "closed": "Cette consultation est close. Elle a été ouverte jusqu'au {closes}.",
}
_ENGLISH = {
    "upcoming": "This consultation will open on {opens}. It will take contributions until {closes}.",
    "open": "This consultation is open until {closes}.",
    "extended": "This consultation has been extended: it is open until {closes}.",
    "suspended": (
        "This consultation is suspended: it does not take contributions at the moment. "
        "It is still due to close on {closes}."
    ),
    "closed": "This consultation is closed. It was open until {closes}.",
}
