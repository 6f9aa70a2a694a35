"""Exports: contributions as files that other programs read. One module a format; all of it pure."""

from consultkit.results.exports.about import told
from consultkit.results.exports.columns import (
    Column,
    InCodes,
    InWords,
    Writer,
    headings_of,
    kind_of,
    writer_of,
)
from consultkit.results.exports.data_package import data_package
from consultkit.results.exports.dictionary import dictionary
from consultkit.results.exports.extracts import Extract, extracts_of
from consultkit.results.exports.json_lines import FORMAT, VERSION, Line, json_lines
from consultkit.results.exports.parquet import parquet
from consultkit.results.exports.tables import CONTRIBUTIONS, ContributionTable, RowsOf, file_name, tables_of
from consultkit.results.exports.workbook import Sheet, workbook
from consultkit.results.exports.zipped import ExportFile, zipped

__all__ = [
    "CONTRIBUTIONS",
    "FORMAT",
    "VERSION",
    "Column",
    "ContributionTable",
    "ExportFile",
    "Extract",
    "InCodes",
    "InWords",
    "Line",
    "RowsOf",
    "Sheet",
    "Writer",
    "data_package",
    "dictionary",
    "extracts_of",
    "file_name",
    "headings_of",
    "json_lines",
    "kind_of",
    "parquet",
    "tables_of",
    "told",
    "workbook",
    "writer_of",
    "zipped",
]
