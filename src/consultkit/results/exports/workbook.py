"""XLSX, written row by row: each row goes to a file of the system's temporary folder and leaves the memory.

Texts are never taken for formulas or links. What is longer than a cell may be is cut, and the sheet that
tells about the export counts how often.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from consultkit.errors import ConfigurationError
from consultkit.results.exports.columns import Column, Kind

MOST_ROWS = 1_048_576
"""Of a sheet, its heading included (Excel's own limit)."""
LONGEST_CELL = 32_767
LONGEST_NAME = 31
CUT = " […]"
_plain_number = re.compile(r"-?[0-9]+(?:[.,][0-9]+)?")
_EXACT_DIGITS = 15
"""A spreadsheet keeps numbers as floats: longer ones stay texts."""
_NUMBERS: frozenset[Kind] = frozenset({"integer", "number", "boolean"})
_PIECE = 64 * 1024


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table. Further sheets of the same name, numbered, take what is more than one can hold."""

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[str]]


class About(Protocol):
    """What the first sheet tells, once the others are written."""

    def __call__(self, cut: int) -> Iterable[tuple[str, str]]: ...


def workbook(
    sheets: Sequence[Sheet], about: About, about_name: str, *, most_rows: int = MOST_ROWS
) -> Iterator[bytes]:
    """Its bytes, piece by piece. Raises ConfigurationError where XlsxWriter is not installed."""
    with tempfile.TemporaryDirectory(prefix="consultkit-") as folder:
        path = Path(folder) / "export.xlsx"
        _write(path, sheets, about, about_name, most_rows)
        with path.open("rb") as file:
            while piece := file.read(_PIECE):
                yield piece


def _write(path: Path, sheets: Sequence[Sheet], about: About, about_name: str, most_rows: int) -> None:
    book = _new_book(path)
    told = book.add_worksheet(about_name)
    names = {about_name.lower()}
    cut = 0
    for sheet in sheets:
        cut += _write_sheet(book, sheet, names, most_rows)
    for row, pair in enumerate(about(cut)):
        for column, text in enumerate(pair):
            told.write_string(row, column, text[:LONGEST_CELL])
    book.close()


def _new_book(path: Path) -> Any:
    try:
        import xlsxwriter
    except ModuleNotFoundError as error:
        raise ConfigurationError(
            "Spreadsheets are written by XlsxWriter, which is not installed.",
            mend="Install it: pip install 'consultkit[xlsx]'.",
        ) from error
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "tmpdir": str(path.parent),
    }
    return xlsxwriter.Workbook(str(path), options)


def _write_sheet(book: Any, sheet: Sheet, names: set[str], most_rows: int) -> int:
    """How many cells were cut."""
    bold, kinds = book.add_format({"bold": True}), [column.kind in _NUMBERS for column in sheet.columns]
    cut, row, number = 0, most_rows, 0
    page: Any = None
    for cells in _at_least_once(sheet.rows):
        if row >= most_rows:
            number += 1
            page, row = _new_page(book, sheet, number, names, bold), 1
        if cells is not None:
            cut += _write_row(page, row, cells, kinds)
            row += 1
    return cut


def _at_least_once(rows: Iterable[Sequence[str]]) -> Iterator[Sequence[str] | None]:
    """So that a table without a row has a sheet with its headings."""
    yield None
    yield from rows


def _new_page(book: Any, sheet: Sheet, number: int, names: set[str], bold: Any) -> Any:
    page = book.add_worksheet(_free_name(sheet.name, number, names))
    page.freeze_panes(1, 1)
    for place, column in enumerate(sheet.columns):
        page.write_string(0, place, column.name, bold)
    return page


def _free_name(wanted: str, number: int, names: set[str]) -> str:
    """Of 31 signs at most, without those that Excel refuses, and unlike any other, whatever the case."""
    clean = "".join("_" if sign in "[]:*?/\\'" else sign for sign in wanted)
    while True:
        ending = f" {number}" if number > 1 else ""
        name = clean[: LONGEST_NAME - len(ending)] + ending
        if name.lower() not in names:
            names.add(name.lower())
            return name
        number += 1


def _write_row(page: Any, row: int, cells: Sequence[str], are_numbers: Sequence[bool]) -> int:
    cut = 0
    for place, cell in enumerate(cells):
        if not cell:
            continue
        if are_numbers[place] and (number := _number(cell)) is not None:
            page.write_number(row, place, number)
        elif len(cell) > LONGEST_CELL:
            page.write_string(row, place, cell[: LONGEST_CELL - len(CUT)] + CUT)
            cut += 1
        else:
            page.write_string(row, place, cell)
    return cut


def _number(cell: str) -> float | int | None:
    """None for what is no plain number, or one that a float would not give back as it is."""
    if not _plain_number.fullmatch(cell) or len(cell) > _EXACT_DIGITS:
        return None
    return int(cell) if cell.lstrip("-").isdigit() else float(cell.replace(",", "."))
