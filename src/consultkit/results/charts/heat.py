"""A heat table: two closed questions together, the more the darker, each figure written in its cell."""

from __future__ import annotations

from collections.abc import Sequence

from consultkit.results.charts.chart import LETTER, LINE, WIDTH, Chart, box, words, wrapped

_CELL, _SMALL = 30, 12
_MOST_COLUMNS = 8
"""More would leave no room for a figure: they are numbered no further, and the table has them all."""


def heat_table(
    title: str,
    description: str,
    rows: Sequence[str],
    columns: Sequence[str],
    values: Sequence[Sequence[int]],
    said: Sequence[Sequence[str]],
    corner: str,
) -> Chart:
    """Columns are numbered and their labels stand above, as a telephone has no room for words beside them."""
    shown = min(len(columns), _MOST_COLUMNS)
    y, drawn = _labels(columns[:shown])
    wide = (WIDTH - LETTER) / max(shown, 1)
    drawn += [
        words(f"{at + 1}", wide * (at + 0.5), y + LETTER, anchor="middle", kind="muted", size=_SMALL)
        for at in range(shown)
    ]
    y += LINE
    most = max([1, *(value for row in values for value in row[:shown])])
    for label, row, its_words in zip(rows, values, said, strict=True):
        lines = wrapped(label, WIDTH)
        drawn += [words(line, 0, y + LETTER + LINE * at) for at, line in enumerate(lines)]
        y += LINE * len(lines) + 2
        for at in range(shown):
            tip = f"{label}, {columns[at]}: {its_words[at]}"
            drawn.append(box(wide * at, y, wide - 2, _CELL, "heat", tip, 0.06 + 0.54 * row[at] / most))
            drawn.append(words(its_words[at], wide * (at + 0.5) - 1, y + 20, anchor="middle", size=_SMALL))
        y += _CELL + 10
    table = tuple((label, *its) for label, its in zip(rows, said, strict=True))
    return Chart(title, description, max(y, LINE), "".join(drawn), (corner, *columns), table)


def _labels(columns: Sequence[str]) -> tuple[int, list[str]]:
    y, drawn = 0, list[str]()
    for at, label in enumerate(columns):
        lines = wrapped(f"{at + 1}. {label}", WIDTH)
        drawn += [words(line, 0, y + LETTER + LINE * n, kind="muted") for n, line in enumerate(lines)]
        y += LINE * len(lines)
    return y + 6, drawn
