"""Spreadsheets hold whatever was answered as texts and numbers, however much of it there is."""

from __future__ import annotations

import io

from python_calamine import load_workbook

from consultkit.results.exports import Column, Sheet, workbook

DANGEROUS = [
    "=1+1",
    "+33",
    "-1+2",
    "@A1",
    "\t=2",
    "＝3",
    "http://x.example",
    "mailto:a@x.example",
    "{=1}",
    "a\nb",
]


def read(sheets: list[Sheet], most_rows: int = 1_048_576) -> dict[str, list[list[object]]]:
    pieces = workbook(sheets, lambda cut: [("cut", str(cut))], "export", most_rows=most_rows)
    book = load_workbook(io.BytesIO(b"".join(pieces)))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def test_what_is_more_than_a_sheet_holds_goes_on_in_further_sheets() -> None:
    rows = [[str(number)] for number in range(7)]
    sheets = read([Sheet("rows", [Column("number", "integer")], rows)], most_rows=4)
    assert list(sheets) == ["export", "rows", "rows 2", "rows 3"]
    assert [sheets[name][0] for name in ("rows", "rows 2", "rows 3")] == [["number"]] * 3
    told = [row[0] for name in ("rows", "rows 2", "rows 3") for row in sheets[name][1:]]
    assert told == list(range(7))


def test_every_dangerous_text_comes_back_as_it_is() -> None:
    sheets = read([Sheet("rows", [Column("text")], [[text] for text in DANGEROUS])])
    assert [row[0] for row in sheets["rows"][1:]] == DANGEROUS


def test_numbers_that_a_float_would_change_stay_texts() -> None:
    cells = ["12345678901234567890", "-12,50", "0.1", "1e5", "--1", "٣"]
    sheets = read([Sheet("rows", [Column("amount", "number")], [[cell] for cell in cells])])
    assert [row[0] for row in sheets["rows"][1:]] == ["12345678901234567890", -12.5, 0.1, "1e5", "--1", "٣"]


def test_what_is_longer_than_a_cell_is_cut_and_counted() -> None:
    sheets = read([Sheet("rows", [Column("text")], [["x" * 40_000], ["short"]])])
    assert len(str(sheets["rows"][1][0])) == 32_767
    assert str(sheets["rows"][1][0]).endswith("[…]")
    assert sheets["export"] == [["cut", 1.0]] or sheets["export"] == [["cut", "1"]]


def test_names_of_sheets_are_such_as_excel_takes() -> None:
    names = ["size (version 1)", "SIZE (VERSION 1)", "a/b:c", "long" * 20, "long" * 20]
    sheets = read([Sheet(name, [Column("text")], []) for name in names])
    assert len({name.lower() for name in sheets}) == len(names) + 1
    assert all(len(name) <= 31 and not set(name) & set("[]:*?/\\'") for name in sheets)
