"""The published JSON Schema: it takes what loads, and lets editors see what it can see."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from consultkit.schema import BUILT_IN_TYPES, Condition, PluginSettings, json_schema
from consultkit.schema.load.yaml_tree import read_tree

CONSULTATIONS = Path(__file__).parent.parent / "consultations"
TINY = ("smallest", "question_types", "conditions", "languages", "window", "plugin", "several_controls")


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    class Mediator(PluginSettings):
        consent: str
        when: Condition | None = None
        facts: str | tuple[str, ...] = ()

    return json_schema({one.kind: one for one in BUILT_IN_TYPES}, {"mediator": Mediator})


@pytest.mark.parametrize("name", TINY)
def test_a_file_that_loads_fits_the_schema(schema: dict[str, Any], name: str) -> None:
    data = read_tree((CONSULTATIONS / f"{name}.yaml").read_bytes()).data
    assert Misfits(schema).of(data, schema) == []


def test_the_schema_is_json_and_every_reference_in_it_leads_somewhere(schema: dict[str, Any]) -> None:
    text = json.dumps(schema)
    assert "x-def" not in text
    for name in re.findall(r'"#/\$defs/(\w+)"', text):
        assert name in schema["$defs"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("title: Votre avis", "titel: Votre avis"),
        ("type: long_text", "type: long_txt"),
        ("type: long_text", "type: long_text, decimals: 2"),
        ("type: long_text", "type: long_text, required: no"),
        ("type: long_text", "type: choice, options: [a, b]"),
        ("type: long_text", "type: text, show_if: {any: {a: b}}"),
        ("type: long_text", "type: text, show_if: {a: {includ: b}}"),
        ("basis: public_task", "basis: because"),
        ("pages:", "plugins: {unknown: {}}\npages:"),
        ("closes: 2018-11-30", "closes: 2018-11-30, late: never"),
    ],
)
def test_editors_see_these_faults_too(schema: dict[str, Any], old: str, new: str) -> None:
    text = (CONSULTATIONS / "smallest.yaml").read_text().replace(old, new)
    assert Misfits(schema).of(read_tree(text.encode()).data, schema)


class Misfits:
    """What of some data does not fit: as much of JSON Schema 2020-12 as the published one uses."""

    def __init__(self, root: Mapping[str, Any]) -> None:
        self._root = root

    def of(self, data: Any, part: Any) -> list[str]:
        if isinstance(part, bool):
            return [] if part else ["not allowed"]
        return [*self._combined(data, part), *_plain(data, part), *self._inside(data, part)]

    def _combined(self, data: Any, part: Mapping[str, Any]) -> Iterator[str]:
        if "$ref" in part:
            yield from self.of(data, self._root["$defs"][part["$ref"].removeprefix("#/$defs/")])
        for inner in part.get("allOf", ()):
            yield from self.of(data, inner)
        if "anyOf" in part and all(self.of(data, one) for one in part["anyOf"]):
            yield "fits none"
        if "if" in part and not self.of(data, part["if"]):
            yield from self.of(data, part["then"])

    def _inside(self, data: Any, part: Mapping[str, Any]) -> Iterator[str]:
        if isinstance(data, dict):
            known, others = part.get("properties", {}), part.get("additionalProperties", True)
            for key, value in data.items():
                yield from self.of(key, part.get("propertyNames", True))
                yield from (f"{key}: {one}" for one in self.of(value, known.get(key, others)))
        if isinstance(data, list):
            for value in data:
                yield from self.of(value, part.get("items", True))


def _plain(data: Any, part: Mapping[str, Any]) -> Iterator[str]:
    if "const" in part and (data, type(data)) != (part["const"], type(part["const"])):
        yield f"not {part['const']}"
    if "enum" in part and data not in part["enum"]:
        yield f"not in {part['enum']}"
    if "type" in part and not any(_is_type(data, one) for one in _as_list(part["type"])):
        yield f"not {part['type']}"
    if isinstance(data, str) and not re.search(part.get("pattern", ""), data):
        yield f"does not match {part['pattern']}"
    if isinstance(data, dict):
        yield from (f"{key} is missing" for key in part.get("required", ()) if key not in data)
    for keyword, kind in (("minLength", str), ("minProperties", dict), ("minItems", list)):
        if isinstance(data, kind) and len(data) < part.get(keyword, 0):
            yield "too short"


def _is_type(data: Any, name: str) -> bool:
    number = isinstance(data, int | Decimal) and not isinstance(data, bool)
    return {
        "object": isinstance(data, dict),
        "array": isinstance(data, list),
        "string": isinstance(data, str),
        "boolean": isinstance(data, bool),
        "null": data is None,
        "integer": number and data == int(data),
        "number": number,
    }[name]


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
