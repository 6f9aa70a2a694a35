"""Parquet, written by DuckDB from rows that wait in the system's temporary folder, not in memory."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from consultkit.errors import ConfigurationError
from consultkit.results.exports.columns import Column, Kind

MEMORY = "128MB"
_TYPES: Mapping[Kind, str] = {
    "string": "VARCHAR",
    "integer": "BIGINT",
    "number": "DECIMAL(38, 6)",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "datetime": "TIMESTAMPTZ",
}
_PIECE = 64 * 1024
_ESCAPES = (("\\", "\\s"), ("\t", "\\t"), ("\n", "\\n"), ("\r", "\\r"))


def parquet(columns: Sequence[Column], rows: Iterable[Sequence[str]]) -> Iterator[bytes]:
    """The file, piece by piece. Cells are those of codes; instants become UTC; what is empty becomes NULL.

    Raises ConfigurationError where DuckDB is not installed.
    """
    with tempfile.TemporaryDirectory(prefix="consultkit-") as folder:
        source, path = Path(folder) / "rows.csv", Path(folder) / "export.parquet"
        database = _connect(folder)
        try:
            _write_rows(source, rows)
            database.execute(_statement(path, source, columns))
        finally:
            database.close()
        source.unlink()
        with path.open("rb") as file:
            while piece := file.read(_PIECE):
                yield piece


def _write_rows(path: Path, rows: Iterable[Sequence[str]]) -> None:
    """Through a file: DuckDB keeps in memory whatever it reads from a pipe.

    A line each, whatever is in the cells: where quotes may hold line breaks, a reader that begins in the
    middle of a file has to guess.
    """
    with path.open("w", encoding="utf-8", newline="") as file:
        file.writelines("\t".join([_escaped(cell) for cell in row]) + "\n" for row in rows)


def _escaped(cell: str) -> str:
    # The backslash first, as it comes back last.
    for sign, escape in _ESCAPES:
        if sign in cell:
            cell = cell.replace(sign, escape)
    return cell


def _connect(folder: str) -> Any:
    try:
        import duckdb
    except ModuleNotFoundError as error:
        raise ConfigurationError(
            "Parquet is written by DuckDB, which is not installed.",
            mend="Install it: pip install 'consultkit[analysis]'.",
        ) from error
    return duckdb.connect(
        config={
            "memory_limit": MEMORY,
            "threads": 1,
            "temp_directory": folder,
            "preserve_insertion_order": "true",
            "autoinstall_known_extensions": False,
        }
    )


def _statement(path: Path, source: Path, columns: Sequence[Column]) -> str:
    read = ", ".join(f"{_text(f'c{place}')}: 'VARCHAR'" for place in range(len(columns)))
    cells = ", ".join(
        f"CAST({_cell(column, f'c{place}')} AS {_TYPES[column.kind]}) AS {_name(column.name)}"
        for place, column in enumerate(columns)
    )
    rows = (
        f"read_csv({_text(str(source))}, columns={{{read}}}, header=false, auto_detect=false, delim='\t', "
        "quote='', escape='', nullstr='', new_line='\\n', max_line_size=16777216, buffer_size=33554432)"
    )
    options = "FORMAT parquet, COMPRESSION snappy, ROW_GROUP_SIZE 8192"
    return f"COPY (SELECT {cells} FROM {rows}) TO {_text(str(path))} ({options})"  # noqa: S608 - quoted  # nosec B608


def _cell(column: Column, name: str) -> str:
    if column.kind == "boolean":
        return f"{name} = '1'"
    if column.kind != "string":
        return name
    for sign, escape in reversed(_ESCAPES):
        name = f"replace({name}, {_text(escape)}, chr({ord(sign)}))"
    return name


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _name(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
