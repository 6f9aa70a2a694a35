"""The theme keeps its promises of legibility (WCAG 2.2, 1.4.3, 1.4.6 and 1.4.11) in light and in dark."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import consultkit

SHEET = (Path(consultkit.__file__).parent / "web" / "static" / "theme.css").read_text()
COLOUR = re.compile(r"--([\w-]+):\s*(#[0-9a-f]{3,6})\b")

READ_LONG = [("ink", "paper"), ("ink", "surface"), ("ink-soft", "paper"), ("ink-soft", "surface")]
READ = [
    ("accent", "paper"),
    ("accent", "surface"),
    ("accent", "accent-soft"),
    ("on-accent", "accent"),
    ("on-accent", "accent-hover"),
    ("lead-ink", "lead"),
    ("lead-soft", "lead"),
    ("error", "surface"),
    ("error", "paper"),
    ("ink", "accent-soft"),
    *((state, f"{state}-soft") for state in ("info", "success", "warning", "error")),
    *(("ink", f"{state}-soft") for state in ("info", "success", "warning", "error")),
    *(("accent", f"{state}-soft") for state in ("info", "success", "warning", "error")),
]
SEEN = [("line-strong", "surface"), ("line-strong", "paper"), ("focus", "paper"), ("focus", "surface")]
WANTED = [
    *((pair, 7.0) for pair in READ_LONG),
    *((pair, 4.5) for pair in READ),
    *((pair, 3.0) for pair in SEEN),
]


def palettes() -> dict[str, dict[str, str]]:
    colours = SHEET.partition("/* --- the page")[0]
    light, dark = (dict(COLOUR.findall(part)) for part in colours.split("prefers-color-scheme: dark"))
    return {"light": light, "dark": light | dark}


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    red, green, blue = (int(digits[start : start + 2], 16) / 255 for start in (0, 2, 4))
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in (red, green, blue)
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("pair", "least"), WANTED)
def test_colours_stand_out_from_their_ground(scheme: str, pair: tuple[str, str], least: float) -> None:
    palette = palettes()[scheme]
    assert contrast(palette[pair[0]], palette[pair[1]]) >= least


def test_contrast_is_computed_as_the_guidelines_say() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#fff") == pytest.approx(4.54, abs=0.01)
