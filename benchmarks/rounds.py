"""The floor and the submit path in turns, A B A B …, so that what drifts on the machine touches both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from benchmarks.writers import Work, Writers, make_floor_table, writers

WARM_UP_DRAFTS = 200
RESERVE = 1.5
"""More drafts than the fastest round so far needed: a writer must not run dry before the others."""


@dataclass(frozen=True, slots=True)
class Compared:
    """Commits per second of each pair of rounds."""

    writers: int
    floor: Sequence[float]
    submit: Sequence[float]

    @property
    def ratio(self) -> float:
        """The median of the ratios of the pairs."""
        return median(self.ratios)

    @property
    def ratios(self) -> list[float]:
        return [submit / floor for floor, submit in zip(self.floor, self.submit, strict=True)]


def compare(work: Work, *, count: int, rounds: int, seconds: float) -> Compared:
    """`count` processes write for `seconds` in each way, `rounds` times."""
    make_floor_table(work.database_url)
    floor: list[float] = []
    submit: list[float] = []
    with writers(work, count) as hands:
        fastest = _warm_up(hands, seconds)
        for _ in range(rounds):
            hands.prepare(int(fastest / count * seconds * RESERVE))
            floor.append(hands.rate("floor", seconds))
            submit.append(hands.rate("submit", seconds))
            fastest = max(fastest, submit[-1])
    return Compared(count, floor, submit)


def _warm_up(hands: Writers, seconds: float) -> float:
    hands.prepare(WARM_UP_DRAFTS)
    hands.rate("floor", seconds / 2)
    return hands.rate("submit", seconds)
