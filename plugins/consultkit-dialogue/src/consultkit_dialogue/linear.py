"""What sums and differences of figures tell: whether they come down to a small group of firms. Pure.

Each figure is an equation: so many of these firms. A combination of equations singles out a group when it
is the equation of that group alone. All combinations at once: the equations span a space; a group is in it
exactly when every vector that is orthogonal to all the equations is orthogonal to the group too. One such
vector, chosen at random, tells the groups from the others.

Numbers are taken modulo a prime. A group that can be singled out is always found; that another is taken for
one has a chance of about one in a million million.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping
from itertools import combinations
from math import comb

PRIME = 2**61 - 1
MOST_TRIED = 200_000
"""Of the firms, by groups of one size. Beyond, greater groups are not looked for: see `docs/dialogue.md`."""

Row = dict[str, int]


class Equations:
    """The figures that somebody knows, each by the firms that it counts."""

    def __init__(self, known: Iterable[Collection[str]] = ()) -> None:
        self._rows: dict[str, Row] = {}
        """Reduced: each pivot stands in its own row only."""
        self._firms: set[str] = set()
        for firms in known:
            self.add(firms)

    def add(self, firms: Collection[str]) -> None:
        """Another figure."""
        self._firms |= set(firms)
        row = self._reduced(dict.fromkeys(firms, 1))
        if not row:
            return
        pivot = min(row)
        scale = pow(row[pivot], -1, PRIME)
        row = {firm: value * scale % PRIME for firm, value in row.items()}
        for other, kept in self._rows.items():
            if pivot in kept:
                self._rows[other] = _minus(kept, kept[pivot], row)
        self._rows[pivot] = row

    def single_out(self, fewer_than: int) -> frozenset[str] | None:
        """A group of fewer firms that a combination comes down to; None when there is none."""
        return _summing_to_zero(self._orthogonal(), fewer_than - 1)

    def copy(self) -> Equations:
        other = Equations()
        other._rows, other._firms = dict(self._rows), set(self._firms)
        return other

    def _reduced(self, row: Row) -> Row:
        for pivot in [firm for firm in row if firm in self._rows]:
            row = _minus(row, row[pivot], self._rows[pivot])
        return row

    def _orthogonal(self) -> Row:
        vector = {firm: _random(firm) for firm in sorted(self._firms) if firm not in self._rows}
        for pivot, row in self._rows.items():
            said = sum(value * vector[firm] for firm, value in row.items() if firm != pivot)
            vector[pivot] = -said % PRIME
        return vector


def _minus(row: Row, times: int, other: Row) -> Row:
    result = dict(row)
    for firm, value in other.items():
        left = (result.get(firm, 0) - times * value) % PRIME
        if left:
            result[firm] = left
        else:
            result.pop(firm, None)
    return result


def _random(firm: str) -> int:
    """The same at each run, so that a refusal can be explained again."""
    return int.from_bytes(hashlib.sha256(firm.encode()).digest()[:8]) % PRIME


def _summing_to_zero(vector: Mapping[str, int], most: int) -> frozenset[str] | None:
    """At most so many firms whose values come to nothing."""
    firm_of: dict[int, str] = {}
    for firm, value in vector.items():
        firm_of.setdefault(value, firm)
    firms = sorted(vector)
    for size in range(most):
        if comb(len(firms), size) > MOST_TRIED:
            break
        for some in combinations(firms, size):
            last = firm_of.get(-sum(vector[one] for one in some) % PRIME)
            if last is not None and last not in some:
                return frozenset({*some, last})
    return None
