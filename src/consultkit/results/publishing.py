"""Counts that may be told to everybody: none that speaks of a few people. Pure.

A count of fewer than `at_least` is not told; neither is one whose complement is, where several answers may be
given; where one is given, no hidden count can be worked out from the others and the whole. What was published
before stays as it was until enough have come or gone: the difference of two publications is a count too.
"""

from __future__ import annotations

from collections.abc import Mapping

SMALLEST = 3
"""INSEE, Guide du secret statistique: no cell of fewer than three firms."""

Told = dict[str, int | None]
"""By code; None where it is not told. The whole has the code ""."""


def safe_counts(
    counts: Mapping[str, int],
    answered: int,
    *,
    one_each: bool,
    at_least: int = SMALLEST,
    earlier: Mapping[str, int | None] | None = None,
) -> Told:
    """What may be told of the answers to one question.

    `answered` is how many answered it; `one_each` whether an answer excludes the others; `earlier` is what
    was told of it before.
    """
    settled = {code: _settled(n, (earlier or {}).get(code), at_least) for code, n in counts.items()}
    whole = _settled(answered, (earlier or {}).get(""), at_least)
    if whole < at_least:
        return {"": None, **dict.fromkeys(settled)}
    hidden = {code for code, n in settled.items() if _is_few(n, whole, at_least, both_ways=not one_each)}
    if one_each:
        hidden = _with_cover(settled, hidden, at_least)
    return {"": whole, **{code: None if code in hidden else n for code, n in settled.items()}}


def _settled(now: int, before: int | None, at_least: int) -> int:
    return now if before is None or abs(now - before) >= at_least else before


def _is_few(number: int, whole: int, at_least: int, *, both_ways: bool) -> bool:
    return 0 < number < at_least or (both_ways and 0 < whole - number < at_least)


def _with_cover(counts: Mapping[str, int], hidden: set[str], at_least: int) -> set[str]:
    """With as many others as it takes that what is hidden, together, is no small count either."""
    covered = set(hidden)
    others = sorted((n, code) for code, n in counts.items() if n and code not in hidden)
    while covered and (len(covered) < 2 or sum(counts[code] for code in covered) < at_least):
        if not others:
            return set(counts)
        covered.add(others.pop(0)[1])
    return covered
