"""Spreadsheets hold whatever was answered as texts and numbers, however much of it there is."""

from __future__ import annotations

from spreadsheets import sheets_of

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
    " a ",
    'a & b < c > d "e"',
    "_x0041_x0042_",
    "\N{PILE OF POO}",
    "<r>a</r>",
    '<r></r></is></c><c r="B2"><f>1+1</f></c><c r="C2" t="inlineStr"><is><r></r>',
    "<r>&</r>",
]


def read(sheets: list[Sheet], most_rows: int = 1_048_576) -> dict[str, list[list[object]]]:
    pieces = workbook(sheets, lambda cut: [("cut", str(cut))], "export", most_rows=most_rows)
    return sheets_of(b"".join(pieces))


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


def test_a_text_of_emoji_is_cut_by_what_a_cell_counts() -> None:
    fits, too_long = "\N{PILE OF POO}" * 16_383, "\N{PILE OF POO}" * 16_384
    sheets = read([Sheet("rows", [Column("text")], [[fits], [too_long]])])
    assert sheets["rows"][1][0] == fits
    assert str(sheets["rows"][2][0]).endswith("\N{PILE OF POO} […]")
    assert len(str(sheets["rows"][2][0]).encode("utf-16-le")) <= 2 * 32_767
    assert sheets["export"] == [["cut", "1"]]


def test_columns_are_where_their_names_say() -> None:
    columns = [Column(f"c{number}") for number in range(800)]
    rows = [
        [""] * 800,
        *([""] * place + ["here"] + [""] * (799 - place) for place in (0, 25, 26, 701, 702, 799)),
    ]
    found = read([Sheet("rows", columns, rows)])["rows"]
    assert [row.index("here") for row in found[2:]] == [0, 25, 26, 701, 702, 799]


def test_names_of_sheets_are_such_as_excel_takes() -> None:
    names = ["size (version 1)", "SIZE (VERSION 1)", "a/b:c", "long" * 20, "long" * 20]
    sheets = read([Sheet(name, [Column("text")], []) for name in names])
    assert len({name.lower() for name in sheets}) == len(names) + 1
    assert all(len(name) <= 31 and not set(name) & set("[]:*?/\\'") for name in sheets)
