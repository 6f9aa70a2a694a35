"""Open data as files: CSV that a machine reads, a data package that describes it, a note on the method. Pure.

The same publication gives the same bytes: nothing in the files depends on when or where they are written.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from consultkit.results.csv_file import safe
from consultkit.results.opening.counting import Averaged, Counted
from consultkit.results.opening.data_package import data_package
from consultkit.results.opening.licences import licence_note
from consultkit.results.opening.method import method_note
from consultkit.results.opening.opened import Opened

NO_ANSWER = "(no answer)"
"""Stands where a code would; no option can be called so."""
DATA, TEXTS, AGGREGATES = "data.csv", "texts.csv", "aggregates.csv"
AGGREGATE_COLUMNS = ("question", "measure", "code", "value", "hidden")
TEXT_COLUMNS = ("question", "text")
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The first instant that a ZIP file can name."""

Files = Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class Edition:
    """Which publication it is: its number, from 1, and its day in the consultation's zone."""

    number: int
    on: date


def files_of(opened: Opened, edition: Edition) -> Files:
    """Every file of a publication by its name. Files without a line in them are left out."""
    tables = {
        DATA: _csv([column.id for column in opened.plan.rows], opened.rows),
        TEXTS: _csv(TEXT_COLUMNS, opened.texts),
        AGGREGATES: _csv(AGGREGATE_COLUMNS, _aggregates(opened)),
    }
    lines = {DATA: opened.rows, TEXTS: opened.texts, AGGREGATES: (*opened.counted, *opened.averaged)}
    kept = {name: content for name, content in tables.items() if lines[name]}
    return {
        **kept,
        "datapackage.json": data_package(opened, edition.number, edition.on, kept),
        "METHOD.md": method_note(opened, edition.number, edition.on),
        "LICENCE.md": licence_note(opened.plan.rule.licence),
    }


def zipped(files: Files) -> bytes:
    """As one file, with the same bytes for the same files."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(entry, content)
    return made.getvalue()


def unzipped(content: bytes) -> Files:
    """The files of `zipped`, by their names."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _csv(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """RFC 4180, in UTF-8. What a spreadsheet would compute has an apostrophe before it."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([safe(cell) for cell in row] for row in rows)
    return text.getvalue().encode()


def _aggregates(opened: Opened) -> Iterator[tuple[str, ...]]:
    for one in opened.counted:
        yield from _of_counted(one)
    for averaged in opened.averaged:
        yield _of_averaged(averaged)


def _of_counted(one: Counted) -> Iterator[tuple[str, ...]]:
    name = one.column.id
    yield name, "people", "", str(one.everybody), "false"
    for code, number in one.told.items():
        value, hidden = ("", "true") if number is None else (str(number), "false")
        yield name, "count", code or NO_ANSWER, value, hidden


def _of_averaged(one: Averaged) -> tuple[str, ...]:
    value, hidden = ("", "true") if one.mean is None else (f"{one.mean:f}", "false")
    return one.column.id, "mean", "", value, hidden
