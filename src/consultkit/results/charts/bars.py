"""Bars, one below the other, each under its label: for closed answers, and for bands of numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from consultkit.results.charts.chart import LETTER, LINE, WIDTH, Chart, box, words, wrapped

_BAR, _GAP = 12, 12
_FIGURES = 92
"""Of the width, for what is said beside a bar."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One answer, how often it was given, and what is said beside it, such as `12 (34 %)`."""

    label: str
    value: int
    said: str


def bars(
    title: str, description: str, given: Sequence[Bar], headings: tuple[str, str], whole: int | None = None
) -> Chart:
    """The longest bar is `whole`, or else the largest value."""
    longest = max([whole or 0, *(one.value for one in given), 1])
    y, drawn = 0, list[str]()
    for one in given:
        lines = wrapped(one.label, WIDTH)
        drawn += [words(line, 0, y + LETTER + LINE * at) for at, line in enumerate(lines)]
        y += LINE * len(lines) + 4
        room = WIDTH - _FIGURES
        drawn.append(box(0, y, room, _BAR, "track", opacity=0.15))
        drawn.append(box(0, y, room * one.value / longest, _BAR, "1", f"{one.label}: {one.said}"))
        drawn.append(words(one.said, WIDTH, y + _BAR - 1, anchor="end"))
        y += _BAR + _GAP
    rows = tuple((one.label, one.said) for one in given)
    return Chart(title, description, max(y, LINE), "".join(drawn), headings, rows)
