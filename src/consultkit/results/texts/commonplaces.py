"""Sentences that many write without copying one another: « Je vous prie d'agréer… ». Pure.

A copied text brings its sentences along together; what is written out of politeness stands among others each
time. So a sentence of many texts that no other shared one goes along with joins no texts: it is told apart.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

FEWEST_HOLDERS = 30
SHARE = 0.02
"""Of all texts: what fewer of them hold may well be one sentence that people passed on."""
TOGETHER = 0.5
"""A sentence that comes with the same other one at least so often was copied with it."""

Holders = Mapping[int, Sequence[int]]
"""By the digest of each shared sentence, the places of the texts that hold it."""


def commonplaces(shared: Holders, texts: int) -> frozenset[int]:
    """The digests of those that join nothing, of so many texts."""
    many = [one for one, its in shared.items() if len(its) >= max(FEWEST_HOLDERS, SHARE * texts)]
    if not many:
        return frozenset()
    beside = _beside(shared, {place for one in many for place in shared[one]})
    return frozenset(one for one in many if _closest(one, shared[one], beside) < TOGETHER)


def _beside(shared: Holders, places: set[int]) -> Mapping[int, list[int]]:
    """The shared sentences of these texts."""
    found: defaultdict[int, list[int]] = defaultdict(list)
    for one, its in shared.items():
        for place in its:
            if place in places:
                found[place].append(one)
    return found


def _closest(one: int, its: Sequence[int], beside: Mapping[int, list[int]]) -> float:
    """In which part of its texts the sentence stands that goes along with it most often."""
    others = Counter(other for place in its for other in beside[place] if other != one)
    return max(others.values(), default=0) / len(its)
