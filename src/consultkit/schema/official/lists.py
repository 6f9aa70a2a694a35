"""The lists of this folder, read once."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from consultkit.schema.languages import territory_names

_NOT_COUNTRIES = {
    *("AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC"),
    *("QO", "TA", "UN", "XA", "XB", "XK", "ZZ"),
}
"""Two letters that CLDR knows and ISO 3166-1 has not assigned to a country."""


def rows_of(name: str) -> tuple[tuple[str, ...], ...]:
    """The lines of `<name>.csv`, without its remarks."""
    lines = files(__package__).joinpath(f"{name}.csv").read_text(encoding="utf-8").splitlines()
    return tuple(tuple(line.split(";")) for line in lines if line and not line.startswith("#"))


def _names_of(name: str) -> dict[str, str]:
    # A name may hold the sign that parts the columns.
    return {row[0]: ";".join(row[1:]) for row in rows_of(name)}


@cache
def regions() -> Mapping[str, str]:
    """By the code of INSEE: `{"53": "Bretagne", …}`, in the order of the alphabet."""
    return _by_name(_names_of("regions"))


@cache
def departments() -> Mapping[str, str]:
    """`{"29": "29 Finistère", …}`, in the order of their codes."""
    return MappingProxyType({code: f"{code} {name}" for code, name, _region in rows_of("departments")})


@cache
def communes() -> Mapping[str, str]:
    """By the code of INSEE: `{"35238": "Rennes (35)", …}`, the largest first."""
    return MappingProxyType(
        {code: f"{name} ({department})" for code, name, department, _post in rows_of("communes")}
    )


@cache
def commune_words() -> Mapping[str, tuple[str, ...]]:
    """What one may look for: `{"35238": ("Rennes (35)", "Rennes", "35000", …), …}`."""
    named = communes()
    return MappingProxyType(
        {code: (named[code], name, *post.split()) for code, name, _department, post in rows_of("communes")}
    )


@cache
def naf() -> Mapping[str, str]:
    """The sub-classes of revision 2: `{"62.01Z": "62.01Z Programmation informatique", …}`."""
    return MappingProxyType({code: f"{code} {name}" for code, name in _names_of("naf").items()})


@cache
def headcount_bands(language: str) -> Mapping[str, str]:
    """By the code that Sirene writes, from the smallest."""
    column = 1 if language == "fr" else 2
    return MappingProxyType({row[0]: row[column] for row in rows_of("headcount_bands")})


@cache
def legal_forms() -> Mapping[str, str]:
    """By the two digits of INSEE's second level, in the order of the codes, which puts like by like."""
    return MappingProxyType(_names_of("legal_forms"))


@cache
def countries(language: str) -> Mapping[str, str]:
    """By the two letters of ISO 3166-1, named as Unicode's CLDR does, in the order of the alphabet."""
    names = territory_names(language).items()
    return _by_name({code: name for code, name in names if len(code) == 2 and code not in _NOT_COUNTRIES})


def _by_name(names: Mapping[str, str]) -> Mapping[str, str]:
    return MappingProxyType(dict(sorted(names.items(), key=lambda one: _sorting(one[1]))))


def _sorting(name: str) -> str:
    # « Égypte » stands among the E's.
    return unicodedata.normalize("NFKD", name).casefold()
