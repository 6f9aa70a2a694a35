"""Rows that cannot be told apart by what others may know (L. Sweeney, k-anonymity, 2002). Pure.

What is too rare is made coarser step by step: the last quasi-identifier is left out, then the one before it,
as far as it takes. What is too rare without any of them is left out whole. A class whose rows all say the
same in some column, or all but one, says nothing there (A. Machanavajjhala, l-diversity, 2007), nor in the
columns that would tell it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

STAR = "*"
"""Stands for a quasi-identifier that is left out."""
Key = tuple[str, ...]


def classed(keys: Sequence[Key], k: int) -> tuple[Key | None, ...]:
    """For each row the class in which it is told: with `k` rows at least. None for a row that is not."""
    found: list[Key | None] = [None] * len(keys)
    left = list(range(len(keys)))
    for stars in range(len(keys[0]) + 1 if keys else 0):
        groups = _grouped(keys, left, stars)
        for key, places in groups.items():
            if len(places) >= k:
                for place in places:
                    found[place] = key
        left = [place for place in left if found[place] is None]
    return tuple(found)


def unvaried(answers: Sequence[Mapping[str, Sequence[str]]]) -> frozenset[str]:
    """The columns in which these rows share a code: who is among them is known to have given it.

    All of them, or all but one: that one would know it of the others.
    """
    given = Counter((column, code) for row in answers for column, codes in row.items() for code in codes)
    return frozenset(column for (column, _code), number in given.items() if number >= len(answers) - 1)


def silenced(columns: frozenset[str], sources: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """These columns, and those that would tell something of them."""
    return columns | {column for column, of in sources.items() if of & columns}


def _grouped(keys: Sequence[Key], places: Sequence[int], stars: int) -> Mapping[Key, list[int]]:
    groups: defaultdict[Key, list[int]] = defaultdict(list)
    for place in places:
        kept = len(keys[place]) - stars
        groups[keys[place][:kept] + (STAR,) * stars].append(place)
    return groups
