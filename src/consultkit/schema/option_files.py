"""Options from a CSV file beside the consultation: `options: {from: platforms.csv}`."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from consultkit.schema.file_part import OPTION_ID, Fault, did_you_mean, fault, faults_error

MOST_BYTES = 2 * 1024 * 1024
MOST_ROWS = 1000
MOST_FAULTS = 20
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}\.csv")
_COLUMN = re.compile(r"(id|under)|(label|hint)(?:\.([a-z]{2,3}))?")
_MEND = "Write the columns `id` and `label`, or `label.fr` and `label.en`; besides them `hint` and `under`."


def names_file(written: Mapping[str, Any]) -> bool:
    """Whether `options` names a file: an option of its own called `from` has another label."""
    return set(written) == {"from"} and str(written["from"]).endswith(".csv")


def options_in(name: str, folder: Path | None) -> list[dict[str, Any]]:
    """The options, as a file would write them. Raises pydantic's ValidationError, with the lines of the CSV.

    The file is UTF-8, with commas or semicolons, its first line naming the columns.
    """
    if not _NAME.fullmatch(name) or folder is None:
        what = f"`{name}` is not the name of a CSV file beside this one."
        raise fault(what, "Write its name alone, without a folder.")
    lines = _text_of(name, folder / name).splitlines()
    header, rows = _table(lines)
    _check_columns(name, header)
    return _options(name, header, rows)


def _text_of(name: str, path: Path) -> str:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise fault(f"`{name}` cannot be read: {error.strerror}.", "Put it beside this file.") from None
    if len(content) > MOST_BYTES:
        raise fault(f"`{name}` is larger than 2 MiB.", "Ask for fewer options.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise fault(f"`{name}` is not UTF-8.", "Save it again as CSV UTF-8.") from None


def _table(lines: Sequence[str]) -> tuple[list[str], Iterator[tuple[int, list[str]]]]:
    delimiter = ";" if lines and ";" in lines[0] else ","
    reader = csv.reader(lines, delimiter=delimiter)
    header = [cell.strip() for cell in next(reader, [])]
    return header, ((reader.line_num, row) for row in reader if any(cell.strip() for cell in row))


def _check_columns(name: str, header: Sequence[str]) -> None:
    for column in header:
        if not _COLUMN.fullmatch(column):
            mend = did_you_mean(column, ("id", "label", "hint", "under")) or _MEND
            raise fault(f"{name}:1: There is no column `{column}`.", mend)
    if "id" not in header or not any(column.startswith("label") for column in header):
        raise fault(f"{name}:1: The columns `id` and `label` are missing.", _MEND)


def _options(name: str, header: Sequence[str], rows: Iterator[tuple[int, list[str]]]) -> list[dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    faults: list[Fault] = []
    for line, row in rows:
        cells = {column: cell.strip() for column, cell in zip(header, row, strict=False)}
        wrong = _wrong_with(cells, found)
        if wrong is not None:
            faults.append(Fault((), f"{name}:{line}: {wrong}", "Correct this line."))
        found[cells.get("id", "")] = {"id": cells.get("id", ""), **_texts(cells)}
        if len(found) > MOST_ROWS or len(faults) >= MOST_FAULTS:
            break
    if len(found) > MOST_ROWS:
        faults.append(Fault((), f"`{name}` has more than {MOST_ROWS} options.", "Ask for fewer."))
    if not found:
        faults.append(Fault((), f"`{name}` has no option.", "Write one a line, under the columns."))
    if faults:
        raise faults_error("options", faults)
    return list(found.values())


def _wrong_with(cells: Mapping[str, str], found: Mapping[str, object]) -> str | None:
    option = cells.get("id", "")
    if not re.fullmatch(OPTION_ID, option):
        return f"`{option}` cannot be the id of an option."
    if option in found:
        return f"There is an option `{option}` already."
    if not any(cell for column, cell in cells.items() if column.startswith("label")):
        return f"The option `{option}` has no label."
    return None


def _texts(cells: Mapping[str, str]) -> dict[str, Any]:
    """`label` and `hint`, each in one text or in one a language."""
    texts: dict[str, Any] = {}
    for column, cell in cells.items():
        key, _, language = column.partition(".")
        if key != "id" and cell:
            texts[key] = {**texts.get(key, {}), language: cell} if language else cell
    return texts
