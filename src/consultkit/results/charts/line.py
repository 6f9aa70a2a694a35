"""A line over time: contributions by day, dates by month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from consultkit.results.charts.chart import LETTER, WIDTH, Chart, rule, words

_HIGH, _TOP, _LEFT, _SMALL = 140, 12, 44, 12


@dataclass(frozen=True, slots=True)
class Point:
    """An instant in words, and how many."""

    label: str
    value: int
    said: str


def line(title: str, description: str, points: Sequence[Point], headings: tuple[str, str]) -> Chart:
    """The points are as far apart in the picture, one as the other: the caller leaves none out."""
    most = max([1, *(one.value for one in points)])
    right, bottom = WIDTH - 6, _TOP + _HIGH
    step = (right - _LEFT) / max(len(points) - 1, 1)
    places = [(_LEFT + step * at, bottom - _HIGH * one.value / most) for at, one in enumerate(points)]
    drawn = [
        rule(_LEFT, bottom, right, bottom),
        rule(_LEFT, _TOP, _LEFT, bottom),
        words(f"{most}", _LEFT - 6, _TOP + LETTER / 2, anchor="end", kind="muted", size=_SMALL),
        words("0", _LEFT - 6, bottom, anchor="end", kind="muted", size=_SMALL),
        *_ends(points, right, bottom),
        _path(places),
        *(_dot(x, y, one) for (x, y), one in zip(places, points, strict=True)),
    ]
    rows = tuple((one.label, one.said) for one in points)
    return Chart(title, description, bottom + LETTER + 10, "".join(drawn), headings, rows)


def _ends(points: Sequence[Point], right: float, bottom: float) -> list[str]:
    if not points:
        return []
    y = bottom + LETTER + 4
    first = words(points[0].label, _LEFT, y, kind="muted", size=_SMALL)
    last = words(points[-1].label, right, y, anchor="end", kind="muted", size=_SMALL)
    return [first, last] if len(points) > 1 else [first]


def _path(places: Sequence[tuple[float, float]]) -> str:
    joined = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    return f'<polyline class="chart-path" points="{joined}" stroke-width="2" fill="none"/>'


def _dot(x: float, y: float, one: Point) -> str:
    tip = f"<title>{escape(one.label)}: {escape(one.said)}</title>"
    return f'<circle class="chart-1" cx="{x:.1f}" cy="{y:.1f}" r="2.5">{tip}</circle>'
