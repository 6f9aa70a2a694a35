"""Documents as PDF that a screen reader reads (PDF/UA-1, ISO 14289-1) and drawings as PNG, made by Typst."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path

from consultkit.records import Json

TEMPLATE = Path(__file__).with_name("document.typ")
REPORT = Path(__file__).with_name("report.typ")
MOST_TRIES = 30
_WRITTEN_EVERYWHERE = re.compile("[^\x00-\u052f\u1e00-\u1fff\u2010-\u205e\u20a0-\u20bf\u2100-\u22ff]")
"""All but Latin, Greek and Cyrillic letters, punctuation and signs, which the fonts within Typst have."""
_NOT_SHOWN = re.compile(r'the text `"(.+?)"` could not be displayed', re.DOTALL)


def can_make_pdf() -> bool:
    """Whether the extra `consultkit[pdf]` is installed."""
    return find_spec("typst") is not None


def accessible_pdf(document: Mapping[str, Json], at: datetime) -> bytes:
    """A document of `title`, `language`, `controller` (who publishes it), `consultation`, `facts` (each with
    `label` and `said`) and `sections` (each with `title` and `rows` of `within`, `label` and `answer`).

    All are plain texts: nothing in them is markup. `at` is what the file says of its making.

    A character that no font within Typst has is named: the standard lets nothing be invisible.
    """
    return _accessible(document, at, TEMPLATE)


def _accessible(document: Mapping[str, Json], at: datetime, template: Path) -> bytes:
    written = json.dumps(document, ensure_ascii=False)
    for _ in range(MOST_TRIES):
        made = _compile(written, at, template)
        if isinstance(made, bytes):
            return made
        written = _without(written, made)
    return _must_be(_compile(re.sub("[^\x00-\x7f]", _named, written), at, template))


def report_pdf(document: Mapping[str, Json], at: datetime) -> bytes:
    """A report of `title`, `language`, `controller`, `consultation`, `facts` as above, and `sections` of
    `heading`, `text` and `figures`: each with `heading`, `told` and `svg`, and where that is not empty with
    `headings` and `rows`."""
    return _accessible(document, at, REPORT)


def picture(svg: bytes) -> bytes:
    """A drawing as PNG, with a margin around it, at 192 dots an inch."""
    import typst

    source = b"""#set page(width: 420pt, height: auto, margin: 12pt)
#image(bytes(sys.inputs.svg), format: "svg", width: 100%)"""
    drawn = {"svg": svg.decode()}
    return _must_be(typst.compile(source, format="png", ppi=192, sys_inputs=drawn, ignore_system_fonts=False))


def _compile(written: str, at: datetime, template: Path) -> bytes | str:
    """The file, or the characters that cannot be shown."""
    import typst

    try:
        made = typst.compile(
            template,
            format="pdf",
            sys_inputs={"data": written},
            pdf_standards="ua-1",
            ignore_system_fonts=True,
            timestamp=at.replace(microsecond=0),
        )
    except typst.TypstError as error:
        found = _NOT_SHOWN.search(str(error))
        if found is None:
            raise
        return found[1]
    return _must_be(made)


def _must_be(made: object) -> bytes:
    if not isinstance(made, bytes):
        raise TypeError("Typst made something else than one file.")
    return made


def _without(written: str, hidden: str) -> str:
    """First all that is not written everywhere, then what was told one by one."""
    fewer = _WRITTEN_EVERYWHERE.sub(_named, written)
    if fewer != written:
        return fewer
    return re.sub("|".join(map(re.escape, set(hidden))), _named, written)


def _named(found: re.Match[str]) -> str:
    names = (f"U+{ord(letter):04X} {unicodedata.name(letter, '')}".rstrip() for letter in found[0])
    return "".join(f"[{name}]" for name in names)
