"""Answers made coarser: numbers into bands, days into spans, places into larger ones."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache

from consultkit.schema.official.lists import departments, regions, rows_of


def band_of(number: int | Decimal, edges: Sequence[int]) -> str:
    """Such as `10-<50`; `<0` below the first edge, `>=250` from the last one on."""
    place = bisect_right(edges, number)
    if place == 0:
        return f"<{edges[0]}"
    if place == len(edges):
        return f">={edges[-1]}"
    return f"{edges[place - 1]}-<{edges[place]}"


def bands_of(edges: Sequence[int]) -> tuple[str, ...]:
    """All of them, from the lowest."""
    return tuple(band_of(edge, edges) for edge in (edges[0] - 1, *edges))


def band_in_words(code: str, language: str) -> str:
    """A band as people read it."""
    under, between, over = _BANDS.get(language, _BANDS["en"])
    if code.startswith("<"):
        return under.format(code[1:])
    if code.startswith(">="):
        return over.format(code[2:])
    least, _, most = code.partition("-<")
    return between.format(least, most)


_BANDS: Mapping[str, tuple[str, str, str]] = {
    "fr": ("moins de {}", "de {} à moins de {}", "{} ou plus"),
    "en": ("under {}", "{} to under {}", "{} or more"),
}


def span_of(iso: str, span: str) -> str:
    """`2018-11-30` in its `2018`, `2018-Q4` or `2018-11`."""
    day = date.fromisoformat(iso[:10])
    if span == "quarter":
        return f"{day.year}-Q{(day.month + 2) // 3}"
    return iso[:4] if span == "year" else iso[:7]


def place_of(department: str, place: str) -> str:
    """The department's code, or that of its region; empty for one that is not known."""
    regions = _regions()
    if department not in regions:
        return ""
    return regions[department] if place == "region" else department


def place_in_words(code: str, place: str) -> str:
    """Such as « Bretagne », or « 29 Finistère »; the code itself where it is none of ours."""
    return (regions() if place == "region" else departments()).get(code, code)


def department_of_commune(code: str) -> str:
    """By the code of INSEE; empty for one that is not known."""
    return _departments().get(code, "")


def department_of_postal_code(code: str) -> str:
    """Empty where its communes lie in several departments, and for one that is not known."""
    found = _by_postal_code().get(code, frozenset())
    return next(iter(found)) if len(found) == 1 else ""


@cache
def _regions() -> Mapping[str, str]:
    return {row[0]: row[2] for row in rows_of("departments")}


@cache
def _departments() -> Mapping[str, str]:
    return {row[0]: row[2] for row in rows_of("communes")}


@cache
def _by_postal_code() -> Mapping[str, frozenset[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for _code, _name, department, codes in rows_of("communes"):
        for code in codes.split():
            found[code].add(department)
    return {code: frozenset(departments) for code, departments in found.items()}
