"""The languages of texts, and how dates and numbers are written in each."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache

from babel import Locale
from babel.core import UnknownLocaleError
from babel.dates import format_date
from babel.numbers import format_currency, format_decimal, get_currency_symbol


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


def amount_in_words(amount: Decimal, currency: str, language: str) -> str:
    """« 1 234,50 € », with the decimals that the amount has."""
    said = format_currency(amount, currency, locale=locale_of(language), decimal_quantization=False)
    return str(said)


def currency_symbol(code: str) -> str:
    """« € » for `EUR`."""
    return str(get_currency_symbol(code, locale=locale_of("fr")))


def territory_names(language: str) -> dict[str, str]:
    """The names of countries and of larger parts of the world, by their codes in Unicode's CLDR."""
    return {str(code): str(name) for code, name in locale_of(language).territories.items()}


def is_currency(code: str) -> bool:
    """Whether it is a code of ISO 4217 that is in use or was."""
    return code in locale_of("en").currencies
