"""`datapackage.json`: what programs need to read the tables as they are meant (Data Package and Table Schema,
specs.frictionlessdata.io)."""

from __future__ import annotations

import json
from collections.abc import Mapping

from consultkit.records import ExportChoice, Json, Wording
from consultkit.results.exports.columns import Column
from consultkit.results.exports.dictionary import title_of
from consultkit.results.exports.tables import CONTRIBUTIONS, RowsOf, file_name


def data_package(
    consultation: str,
    title: str,
    tables: Mapping[str, RowsOf],
    choice: ExportChoice,
    about: Mapping[str, Json],
) -> bytes:
    """`tables` are by the names of their files."""
    package: dict[str, Json] = {
        "name": consultation,
        "title": title,
        "profile": "tabular-data-package",
        "resources": [_resource(path, table, choice) for path, table in tables.items()],
        "consultkit": dict(about),
    }
    return json.dumps(package, ensure_ascii=False, indent=2).encode() + b"\n"


def _resource(path: str, table: RowsOf, choice: ExportChoice) -> dict[str, Json]:
    return {
        "name": file_name(table.name),
        "path": path,
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8-sig" if choice.bom else "utf-8",
        "dialect": {"delimiter": choice.delimiter, "lineTerminator": "\r\n", "doubleQuote": True},
        "schema": _schema(table, choice),
    }


def _schema(table: RowsOf, choice: ExportChoice) -> dict[str, Json]:
    schema: dict[str, Json] = {
        "fields": [_field(column, choice) for column in table.columns],
        "missingValues": [""],
    }
    if table.name == CONTRIBUTIONS:
        return {**schema, "primaryKey": ["reference"]}
    parent: Json = {"resource": CONTRIBUTIONS, "fields": ["reference"]}
    keys: list[Json] = [{"fields": ["reference"], "reference": parent}]
    return {**schema, "primaryKey": ["reference", "number"], "foreignKeys": keys}


def _field(column: Column, choice: ExportChoice) -> dict[str, Json]:
    field: dict[str, Json] = {
        "name": column.name,
        "title": title_of(column, choice.language),
        "type": column.kind,
    }
    return {**field, **_shape(column, choice), **_codes(column, choice)}


def _shape(column: Column, choice: ExportChoice) -> dict[str, Json]:
    """How the cells are written, where that is not how Table Schema has it by itself."""
    in_french = choice.wording is Wording.LABELS and choice.language == "fr"
    if column.kind == "boolean":
        return {"trueValues": ["1"], "falseValues": ["0"]}
    if column.kind == "number" and in_french:
        return {"decimalChar": ","}
    if column.kind == "date" and in_french:
        return {"format": "%d/%m/%Y"}
    return {"format": "%Y-%m-%dT%H:%M:%S%z"} if column.kind == "datetime" else {}


def _codes(column: Column, choice: ExportChoice) -> dict[str, Json]:
    question = column.question
    if question is None or question.is_searched or column.name != question.id:
        return {}
    named: list[Json] = [
        {"value": code, "label": question.code_label(code, choice.language)} for code in question.all_codes()
    ]
    return {"categories": named} if named else {}
