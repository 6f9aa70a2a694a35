"""Rows of a sheet as a spreadsheet's XML has them (ECMA-376, part 1, 18.3.1), each made at once.

A cell is a number or a text in its place (`inlineStr`): there is no way in which it becomes a formula or a
link. All that means something in XML is escaped, whatever a text begins and ends with.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from consultkit.results.exports.columns import Column, Kind

LONGEST_CELL = 32_767
"""In UTF-16 units, as Excel counts: most emoji are two."""
CUT = " […]"
_plain_number = re.compile(r"-?[0-9]+(?:[.,][0-9]+)?")
_EXACT_DIGITS = 15
"""A spreadsheet keeps numbers as floats: longer ones stay texts."""
_NUMBERS: frozenset[Kind] = frozenset({"integer", "number", "boolean"})
_looks_escaped = re.compile(r"_(?=x[0-9a-fA-F]{4}_)")
_refused = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")
_special = re.compile(f"[&<>]|{_looks_escaped.pattern}|{_refused.pattern}")


class SheetRows:
    """Writes the rows under these columns, and counts the cells that it had to cut."""

    def __init__(self, columns: Sequence[Column]) -> None:
        kinds = [column.kind in _NUMBERS for column in columns]
        self._places = [(f'<c r="{letters(place)}', number) for place, number in enumerate(kinds)]
        self.cut = 0

    def xml(self, row: int, cells: Sequence[str]) -> str:
        """`row` is counted from 1. Of empty cells nothing is written."""
        at, parts = f'{row}"', [f'<row r="{row}">']
        for (begin, is_number), cell in zip(self._places, cells, strict=True):
            if cell:
                number = _number(cell) if is_number else ""
                parts.append(f"{begin}{at}{number or self._text(cell)}</c>")
        parts.append("</row>")
        return "".join(parts)

    def _text(self, cell: str) -> str:
        text = shortened(cell)
        self.cut += text is not cell
        space = ' xml:space="preserve"' if text[0].isspace() or text[-1].isspace() else ""
        return f' t="inlineStr"><is><t{space}>{_escaped(text)}</t></is>'


def letters(place: int) -> str:
    """The name of a column, counted from 0: A to Z, AA and so on."""
    before, last = divmod(place, 26)
    return (letters(before - 1) if before else "") + chr(ord("A") + last)


def shortened(text: str) -> str:
    """The text itself where a cell can hold it, else its beginning, with a sign that it was cut."""
    # No sign is more than two units: most texts need not be counted.
    if len(text) <= LONGEST_CELL // 2 or len(units := text.encode("utf-16-le")) <= 2 * LONGEST_CELL:
        return text
    return units[: 2 * (LONGEST_CELL - len(CUT))].decode("utf-16-le", "ignore") + CUT


@lru_cache(maxsize=4096)
def _number(cell: str) -> str:
    """Nothing for what is no plain number, or one that a float would not give back as it is."""
    if len(cell) > _EXACT_DIGITS or not _plain_number.fullmatch(cell):
        return ""
    return f"><v>{cell.replace(',', '.')}</v>"


def _escaped(text: str) -> str:
    if not _special.search(text):
        return text
    text = _refused.sub(lambda sign: f"_x{ord(sign[0]):04X}_", _looks_escaped.sub("_x005F_", text))
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
