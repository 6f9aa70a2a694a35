"""A chart: its picture, and the table that says the same."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

WIDTH = 300
"""In units of the picture, all of the same size on a telephone: so letters can be read there."""
LETTER = 14
LINE = 18
_OF_A_LETTER = 0.55
"""How wide a letter is beside its height, on the average."""

_ALONE = """<style>
text{fill:#161616;font-family:Marianne,Arial,"Liberation Sans","DejaVu Sans",sans-serif}
.chart-title{font-weight:700}.chart-muted{fill:#666}.chart-line{stroke:#666}.chart-1{fill:#000091}.chart-2{fill:#c9191e}
.chart-3{fill:#18753c}.chart-4{fill:#a558a0}.chart-5{fill:#716043}.chart-6{fill:#009099}
.chart-path{stroke:#000091;fill:none}.chart-heat{fill:#000091}
@media (prefers-color-scheme:dark){svg{background:#161616}text{fill:#fff}
.chart-muted{fill:#cecece}.chart-line{stroke:#cecece}.chart-1,.chart-heat{fill:#8585f6}.chart-2{fill:#f95c5e}
.chart-3{fill:#27a658}.chart-4{fill:#ce70cc}.chart-5{fill:#d0b38c}.chart-6{fill:#34bab5}
.chart-path{stroke:#8585f6}}
@media print{svg{background:none}}
</style>"""


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture with a title and a description (WAI-ARIA Graphics), and its figures.

    Colours are those of the page that it stands in, by class; `alone` brings its own.
    """

    title: str
    description: str
    height: int
    body: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    """What a reader of the table learns is all that the picture shows."""

    def svg(self, name: str) -> str:
        """To stand in a page, under a heading that says its title; `name` tells it from the others."""
        return self._drawn(name, self.height, self.body)

    def coloured(self) -> bytes:
        """With colours of its own, to stand under a heading where there is no page to take them from."""
        return self._drawn("chart", self.height, f"{_ALONE}{self.body}").encode()

    def alone(self) -> bytes:
        """As a file of its own, with its title written above it."""
        lines = wrapped(self.title, WIDTH)
        top = LINE * len(lines) + 10
        title = "".join(words(text, 0, LETTER + LINE * at, kind="title") for at, text in enumerate(lines))
        body = f'{_ALONE}{title}<g transform="translate(0 {top})">{self.body}</g>'
        drawn = self._drawn("chart", self.height + top, body)
        return f'<?xml version="1.0" encoding="UTF-8"?>\n{drawn}'.encode()

    def _drawn(self, name: str, height: int, body: str) -> str:
        title, description = f"{name}-title", f"{name}-description"
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="chart" viewBox="0 0 {WIDTH} {height}"'
            f' role="img" aria-labelledby="{title} {description}" font-size="{LETTER}"'
            f' font-family="inherit" fill="currentColor">'
            f'<title id="{title}">{escape(self.title)}</title>'
            f'<desc id="{description}">{escape(self.description)}</desc>{body}</svg>'
        )


def words(text: str, x: float, y: float, *, anchor: str = "start", kind: str = "", size: int = LETTER) -> str:
    """Words on one line; `anchor` is the end of them that stands at `x`."""
    of_kind = f' class="chart-{kind}"' if kind else ""
    sized = f' font-size="{size}"' if size != LETTER else ""
    return f'<text x="{x:g}" y="{y:g}" text-anchor="{anchor}"{of_kind}{sized}>{escape(text)}</text>'


def box(
    x: float, y: float, width: float, height: float, kind: str, said: str = "", opacity: float = 1
) -> str:
    """A filled box; `said` shows where a pointer rests on it."""
    tip = f"<title>{escape(said)}</title>" if said else ""
    faint = f' fill-opacity="{opacity:.2f}"' if opacity < 1 else ""
    place = f'x="{x:g}" y="{y:g}" width="{width:.2f}" height="{height:g}"'
    return f"<rect class={quoteattr(f'chart-{kind}')} {place}{faint}>{tip}</rect>"


def rule(x1: float, y1: float, x2: float, y2: float) -> str:
    return f'<line class="chart-line" x1="{x1:g}" y1="{y1:g}" x2="{x2:g}" y2="{y2:g}" stroke-width="1"/>'


def wrapped(text: str, width: float, most_lines: int = 3) -> tuple[str, ...]:
    """The words on as many lines as it takes at this width; what is more than that ends in `…`."""
    letters, lines = max(int(width / (LETTER * _OF_A_LETTER)), 4), [""]
    for word in _words(text, letters):
        joined = f"{lines[-1]} {word}".strip()
        if len(joined) <= letters or not lines[-1]:
            lines[-1] = joined
        else:
            lines.append(word)
    if len(lines) > most_lines:
        lines = [*lines[: most_lines - 1], lines[most_lines - 1][: letters - 1].rstrip() + "…"]
    return tuple(lines)


def _words(text: str, letters: int) -> Iterable[str]:
    """A word that is longer than a line is broken."""
    for word in text.split():
        yield from (word[at : at + letters] for at in range(0, len(word), letters))
