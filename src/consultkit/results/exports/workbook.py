"""XLSX, written row by row: each row goes to a file of the system's temporary folder and leaves the memory.

Texts are never taken for formulas or links. What is longer than a cell may be is cut, and the sheet that
tells about the export counts how often.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from consultkit.errors import ConfigurationError
from consultkit.results.exports.columns import Column
from consultkit.results.exports.sheet_rows import SheetRows

MOST_ROWS = 1_048_576
"""Of a sheet, its heading included (Excel's own limit)."""
LONGEST_NAME = 31
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
    pairs = SheetRows([Column("name"), Column("value")])
    for row, pair in enumerate(about(cut)):
        _write_row(told, row, pair, pairs)
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
    bold, written = book.add_format({"bold": True}), SheetRows(sheet.columns)
    row, number = most_rows, 0
    page: Any = None
    for cells in _at_least_once(sheet.rows):
        if row >= most_rows:
            number += 1
            page, row = _new_page(book, sheet, number, names, bold), 1
        if cells is not None:
            _write_row(page, row, cells, written)
            row += 1
    return written.cut


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


def _write_row(page: Any, row: int, cells: Sequence[str], written: SheetRows) -> None:
    """XlsxWriter takes cells one by one, and a text in `<r>` for XML: so it is handed the row as it stands
    in the file, where it would write its own."""
    page._check_dimensions(row, len(cells) - 1)
    page._write_single_row(row)
    page.row_data_fh.write(written.xml(row + 1, cells))
