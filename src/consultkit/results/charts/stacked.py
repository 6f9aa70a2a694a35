"""Stacked bars: how the answers to one question part, for each answer to another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from consultkit.results.charts.chart import LETTER, LINE, WIDTH, Chart, box, words, wrapped

_BAR, _GAP, _SPACE = 16, 12, 1.5
COLOURS = 6


@dataclass(frozen=True, slots=True)
class Stack:
    """One bar: its label, the values of its parts in the order of the legend, and how each is said."""

    label: str
    values: tuple[int, ...]
    said: tuple[str, ...]


def stacked_bars(
    title: str, description: str, legend: Sequence[str], stacks: Sequence[Stack], corner: str
) -> Chart:
    """Each bar is as long as the others: its parts are shares of it. `corner` heads the first column."""
    y, drawn = _legend(legend)
    for one in stacks:
        lines = wrapped(one.label, WIDTH)
        drawn += [words(line, 0, y + LETTER + LINE * at) for at, line in enumerate(lines)]
        y += LINE * len(lines) + 4
        drawn += _parts(one, legend, y)
        y += _BAR + _GAP
    rows = tuple((one.label, *one.said) for one in stacks)
    return Chart(title, description, max(y, LINE), "".join(drawn), (corner, *legend), rows)


def _legend(legend: Sequence[str]) -> tuple[int, list[str]]:
    y, drawn = 0, list[str]()
    for place, label in enumerate(legend):
        drawn.append(box(0, y + 3, LETTER, LETTER, _colour(place), opacity=_faint(place)))
        lines = wrapped(label, WIDTH - 2 * LETTER)
        drawn += [words(line, LETTER * 1.6, y + LETTER + LINE * at) for at, line in enumerate(lines)]
        y += LINE * len(lines) + 2
    return y + _GAP // 2, drawn


def _parts(one: Stack, legend: Sequence[str], y: int) -> list[str]:
    whole, x, drawn = sum(one.values), 0.0, list[str]()
    for place, value in enumerate(one.values):
        wide = WIDTH * value / whole if whole else 0
        if value:
            said = f"{one.label}, {legend[place]}: {one.said[place]}"
            drawn.append(box(x, y, max(wide - _SPACE, 1), _BAR, _colour(place), said, _faint(place)))
        x += wide
    return drawn or [box(0, y, WIDTH, _BAR, "track", opacity=0.15)]


def _colour(place: int) -> str:
    return str(place % COLOURS + 1)


def _faint(place: int) -> float:
    """After the last colour they come again, fainter: nobody is left to tell them by colour alone."""
    return 1 / (1 + place // COLOURS)
