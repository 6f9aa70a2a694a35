"""Which counts of one question may be told, so that none of the others can be worked out. Pure.

The rules look at numbers alone, never at which answer has them: so whoever knows the rules cannot tell the
hidden ones apart. Exchanging any two of them would have hidden the same ones.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

Counts = Mapping[str, int]
Told = Mapping[str, int | None]
"""By code; None where it is not told. In a table of one answer each, `""` counts those who gave none."""


def partition(counts: Counts, k: int) -> Told:
    """Of answers of which each person gives one, or none (`""`): together they are everybody.

    Small counts are hidden, and with them the least of the others, with all that are equal to it: hidden
    counts then always differ, and their sum says of none how much it is. Where everybody says the same, and
    where all counts are small, nothing is told.
    """
    given = {code: count for code, count in counts.items() if count}
    small = {code for code, count in given.items() if count < k}
    if len(given) < 2 or small == given.keys():
        return dict.fromkeys(counts)
    hidden = small | _cover({code: n for code, n in given.items() if code not in small}) if small else small
    return {code: None if code in hidden else count for code, count in counts.items()}


def several(counts: Counts, answered: int, everybody: int, k: int, *, least: int = 1, most: int) -> Told:
    """Of answers of which a person gives several, `least` to `most`.

    Hidden are those that few gave, and those that few did not give. Where what is left would bound the
    hidden ones, because there are not enough told answers to go round or hardly room for more, nothing is.
    """
    if min(answered, everybody) < k or 0 < everybody - answered < k:
        return dict.fromkeys(counts)
    told = {code: None if _is_few(n, answered, everybody, k) else n for code, n in counts.items()}
    shown = sum(number for number in told.values() if number is not None)
    is_bound = shown < least * answered or shown + k > most * answered
    return dict.fromkeys(counts) if None in told.values() and is_bound else told


def _cover(others: Counts) -> set[str]:
    least = min(others.values(), default=0)
    return {code for code, count in others.items() if count == least}


def _is_few(number: int, answered: int, everybody: int, k: int) -> bool:
    if not number:
        return False
    return number < k or answered - number < k or 0 < everybody - number < k


def significant(number: Decimal, digits: int = 3) -> Decimal:
    """To that many digits, so that no exact amount is told."""
    if not number:
        return Decimal(0)
    return round(number, digits - 1 - number.adjusted()).normalize() + 0


def mean_of(values: list[Decimal], k: int, firms: int, share: int) -> Decimal | None:
    """The rounded mean of amounts of one person each; None where it would tell too much of one.

    That is where there are too few, where all are equal, and where one makes more than `share` per cent.
    """
    whole = sum(map(abs, values), Decimal(0))
    if len(values) < max(k, firms) or len(set(values)) < 2:
        return None
    if 100 * max(map(abs, values)) > share * whole:
        return None
    return significant(sum(values, Decimal(0)) / len(values))
