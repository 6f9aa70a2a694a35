"""The export opens in a spreadsheet as data, whatever respondents wrote."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultkit.results import csv_file, safe

SIGNS = "=+-@＝＋－＠\t\r\n"
TEXTS = st.text(st.one_of(st.sampled_from(SIGNS + "' ;\""), st.characters(exclude_categories=["Cs"])))


def read_back(content: bytes) -> list[list[str]]:
    text = content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))


def without_guard(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and safe(cell) != cell else cell


@pytest.mark.parametrize("start", [*SIGNS, " =", "\u00a0@", " \t+", "'="])
def test_what_a_spreadsheet_would_compute_is_guarded(start: str) -> None:
    assert safe(f"{start}1+cmd|' /C calc'!A0").startswith("'")


@pytest.mark.parametrize("cell", ["", "Amazon", "-5", "-3,50", "12.5", "'tis", "a=b", "x@y.example", "1-2"])
def test_ordinary_cells_stay_as_they_are(cell: str) -> None:
    assert safe(cell) == cell


@pytest.mark.parametrize("cell", ["-5+1", "-1-2", "--5", "-A1", "-5\n=1", "- 5", "-٣", "+33612345678"])
def test_only_a_plain_number_may_begin_with_a_sign(cell: str) -> None:
    assert safe(cell) == f"'{cell}"


@given(TEXTS)
def test_no_cell_begins_a_formula(text: str) -> None:
    written = safe(text)
    shown = written.lstrip()
    is_number = written.startswith("-") and written[1:].replace(",", "", 1).replace(".", "", 1).isdigit()
    assert is_number or not shown.startswith(tuple("=+-@＝＋－＠"))
    assert not written.startswith(("\t", "\r", "\n"))


@given(st.lists(st.lists(TEXTS, min_size=2, max_size=4), max_size=5))
def test_taking_the_guard_away_gives_back_what_was_answered(rows: list[list[str]]) -> None:
    content = b"".join(csv_file(rows))
    assert [[without_guard(cell) for cell in row] for row in read_back(content)] == rows


def test_it_is_what_french_spreadsheets_expect() -> None:
    content = b"".join(csv_file([["a", "é;"], ["1,5", 'say "no"']]))
    assert content == b"\xef\xbb\xbf" + 'a;"é;"\r\n1,5;"say ""no"""\r\n'.encode()


def test_a_long_table_comes_in_pieces_of_bounded_size() -> None:
    pieces = list(csv_file([str(number), "x" * 1000] for number in range(1000)))
    assert len(pieces) > 10
    assert max(len(piece) for piece in pieces) < 128 * 1024
    assert len(read_back(b"".join(pieces))) == 1000
