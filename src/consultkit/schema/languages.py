"""The languages of texts, and how dates and numbers are written in each."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache

from babel import Locale
from babel.core import UnknownLocaleError
from babel.dates import format_date
from babel.numbers import format_decimal


@cache
def locale_of(language: str) -> Locale:
    """English dates are written day first, as elsewhere in Europe; an unknown language is written so too."""
    try:
        return Locale.parse("en_GB" if language == "en" else language)
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en_GB")


def is_language(code: str) -> bool:
    """Whether it is the code of a language that can be written here, such as `fr`."""
    return code.isascii() and code.islower() and locale_of(code).language == code


def day_in_words(day: date, language: str) -> str:
    """« 31 octobre 2018 »; the first of a month is « 1er » in French."""
    said = format_date(day, "long", locale=locale_of(language))
    return f"1er{said[1:]}" if language == "fr" and day.day == 1 else said


def number_in_words(number: Decimal | int, language: str) -> str:
    """« 1 234,50 », with the decimals that the number has."""
    decimals = max(0, -int(Decimal(number).as_tuple().exponent))
    pattern = f"#,##0.{'0' * decimals}" if decimals else "#,##0"
    return str(format_decimal(number, format=pattern, locale=locale_of(language)))
