"""Two closed questions counted together. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

ANY = ""
"""The code that stands for any answer to the question."""

Cells = Mapping[tuple[str, str], int]
"""Counts by the code of the row and the code of the column; ANY in its place counts all who answered it."""


@dataclass(frozen=True, slots=True)
class CrossTable:
    """How many gave both answers, of those who answered both questions.

    Where a question takes several answers, those of a line add up to more than its total.
    """

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: Cells

    @property
    def total(self) -> int:
        """Those who answered both."""
        return self.cells.get((ANY, ANY), 0)

    def count(self, row: str, column: str) -> int:
        return self.cells.get((row, column), 0)

    def share_of_row(self, row: str, column: str) -> Fraction:
        """Of those of the row, the part of the column."""
        return _share(self.count(row, column), self.count(row, ANY))

    def share_of_column(self, row: str, column: str) -> Fraction:
        """Of those of the column, the part of the row."""
        return _share(self.count(row, column), self.count(ANY, column))

    def share_of_total(self, row: str, column: str) -> Fraction:
        """Of those who answered both."""
        return _share(self.count(row, column), self.total)


def cross_table(rows: tuple[str, ...], columns: tuple[str, ...], cells: Cells) -> CrossTable:
    """`rows` and `columns` are the codes there are, in the order of the form; those met beside come after."""
    return CrossTable(
        rows + _older(rows, {row for row, _ in cells}),
        columns + _older(columns, {column for _, column in cells}),
        cells,
    )


def _older(known: tuple[str, ...], met: set[str]) -> tuple[str, ...]:
    return tuple(sorted(met.difference(known, {ANY})))


def _share(part: int, whole: int) -> Fraction:
    return Fraction(part, whole) if whole else Fraction(0)
