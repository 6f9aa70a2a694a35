"""What the files of a publication hold, for programs: a Data Package with Table Schemas (Frictionless)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date

from consultkit.records import Json
from consultkit.results.opening.classes import STAR
from consultkit.results.opening.licences import LICENCES
from consultkit.results.opening.opened import Opened
from consultkit.results.opening.plan import BETWEEN, Column

MOST_LABELS = 120
"""Options whose words are written out; longer lists are official ones, whose codes are enough."""


def data_package(opened: Opened, number: int, on: date, tables: Mapping[str, bytes]) -> bytes:
    """The descriptor, `datapackage.json`, of tables in CSV by their names."""
    consultation = opened.plan.consultation
    language = consultation.languages[0]
    schemas = {"data.csv": _data_fields(opened), "texts.csv": _TEXTS, "aggregates.csv": _AGGREGATES}
    publisher = consultation.privacy.controller.in_language(language)
    name, title, url = LICENCES[opened.plan.rule.licence]
    resources: list[Json] = [_resource(file, content, schemas[file]) for file, content in tables.items()]
    descriptor: Json = {
        "profile": "tabular-data-package",
        "name": f"{consultation.id}-{number}",
        "title": consultation.title.in_language(language),
        "version": str(number),
        "created": f"{on.isoformat()}T00:00:00Z",
        "contributors": [{"title": publisher, "role": "publisher"}],
        "licenses": [{"name": name, "title": title, "path": url}],
        "resources": resources,
    }
    return (json.dumps(descriptor, ensure_ascii=False, indent=2) + "\n").encode()


def _resource(file: str, content: bytes, fields: list[Json]) -> Json:
    return {
        "profile": "tabular-data-resource",
        "name": file.removesuffix(".csv"),
        "path": file,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "schema": {"fields": fields, "missingValues": [""]},
    }


def _data_fields(opened: Opened) -> list[Json]:
    identifying = {column.id for column in opened.plan.quasi_identifiers}
    language = opened.plan.consultation.languages[0]
    return [_field(column, language, starred=column.id in identifying) for column in opened.plan.rows]


def _field(column: Column, language: str, *, starred: bool) -> Json:
    question = column.question
    title = question.label.in_language(language)
    field: dict[str, Json] = {"name": column.id, "type": "string", "title": title}
    words = _words(column, language, starred=starred)
    return {**field, "description": words} if words else field


def _words(column: Column, language: str, *, starred: bool) -> str:
    """How its cells are read."""
    question = column.question
    is_written_out = question.generalise is None and len(column.known_codes) <= MOST_LABELS
    closed = column.known_codes if is_written_out else ()
    said = [f"{code}: {question.code_label(code, language)}" for code in closed]
    if column.takes_several:
        said.append(f"{BETWEEN}: between several")
    if starred:
        said.append(f"{STAR}: left out")
    return "; ".join(said)


_TEXTS: list[Json] = [
    {"name": "question", "type": "string"},
    {"name": "text", "type": "string", "description": "In no order, and beside no other answer."},
]
_AGGREGATES: list[Json] = [
    {"name": "question", "type": "string", "constraints": {"required": True}},
    {
        "name": "measure",
        "type": "string",
        "description": "people: those told of; count: those who gave the answer; mean: to three digits.",
        "constraints": {"required": True, "enum": ["people", "count", "mean"]},
    },
    {"name": "code", "type": "string"},
    {"name": "value", "type": "number", "description": "Empty where it is hidden."},
    {"name": "hidden", "type": "boolean", "trueValues": ["true"], "falseValues": ["false"]},
]
