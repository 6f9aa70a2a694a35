"""CSV that spreadsheets open as it is meant: UTF-8, CRLF, and no formula in it (RFC 4180).

French ones want a BOM and `;`, which is how it is written unless something else is asked for.

A cell that a spreadsheet would take for a formula gets an apostrophe before it: one that begins, after any
white space, with `=`, `+`, `-`, `@` or a full-width or small form of these, or that begins with a tab or a
line break (OWASP, CSV Injection). A plain number such as `-5` or `-3,50` is no formula and stays a number.
A cell that already begins with apostrophes before such a sign gets one more, so that taking one away gives
back what was answered.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence

BOM = b"\xef\xbb\xbf"
CHUNK = 64 * 1024

_dangerous = re.compile(r"'*(?:[\t\r\n]|\s*[=+\-@＝＋－＠﹦﹢﹣﹫−])")
_number = re.compile(r"-[0-9]+(?:[.,][0-9]+)?")


def safe(cell: str) -> str:
    """The cell, with an apostrophe before it where a spreadsheet would compute it."""
    return f"'{cell}" if _dangerous.match(cell) and not _number.fullmatch(cell) else cell


def safe_row(cells: Iterable[str]) -> list[str]:
    """Likewise of each. What begins with a letter or a digit needs no closer look."""
    return [cell if not cell or cell[0].isalnum() else safe(cell) for cell in cells]


def csv_file(rows: Iterable[Sequence[str]], *, delimiter: str = ";", mark: bytes = BOM) -> Iterator[bytes]:
    """The rows as pieces of a file, of some 64 KiB each, so that memory does not grow with their number.

    `mark` stands before them: a BOM, or nothing.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\r\n")
    yield mark
    for row in rows:
        writer.writerow(safe_row(row))
        if text.tell() >= CHUNK:
            yield _drain(text)
    yield _drain(text)


def _drain(text: io.StringIO) -> bytes:
    piece = text.getvalue().encode()
    text.seek(0)
    text.truncate()
    return piece
