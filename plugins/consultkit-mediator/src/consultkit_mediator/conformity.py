"""Whether a document is what `referral.schema.json` says: the keywords that it uses, and no others."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from importlib.resources import files

from consultkit import Json

Schema = Mapping[str, "Json"]
KINDS: Mapping[str, type] = {"object": dict, "array": list, "string": str, "integer": int}


def referral_schema() -> dict[str, Json]:
    """The schema that is shipped and documented."""
    text = files("consultkit_mediator").joinpath("referral.schema.json").read_text(encoding="utf-8")
    schema: dict[str, Json] = json.loads(text)
    return schema


def faults(document: Json) -> list[str]:
    """What does not conform, each with its place; nothing when all does."""
    schema = referral_schema()
    return list(_Check(schema).faults(document, schema, "referral"))


class _Check:
    def __init__(self, root: Schema) -> None:
        self._definitions = _object(root["$defs"])

    def faults(self, value: Json, schema: Schema, place: str) -> Iterator[str]:
        if "$ref" in schema:
            schema = _object(self._definitions[str(schema["$ref"]).removeprefix("#/$defs/")])
        kind = schema.get("type")
        if "const" in schema and value != schema["const"]:
            yield f"{place} is not {json.dumps(schema['const'])}"
        elif kind is not None and not isinstance(value, KINDS[str(kind)]):
            yield f"{place} is not of type {kind}"
        elif isinstance(value, dict):
            yield from self._of_object(value, schema, place)
        elif isinstance(value, list):
            yield from self._of_array(value, schema, place)
        elif isinstance(value, str) and len(value) < _number(schema, "minLength"):
            yield f"{place} is too short"

    def _of_object(self, value: dict[str, Json], schema: Schema, place: str) -> Iterator[str]:
        known = _object(schema["properties"])
        required = schema.get("required", [])
        if isinstance(required, list):
            yield from (f"{place} lacks {name}" for name in required if name not in value)
        for name, inner in value.items():
            if name in known:
                yield from self.faults(inner, _object(known[name]), f"{place}.{name}")
            else:
                yield f"{place} has an unknown {name}"

    def _of_array(self, value: list[Json], schema: Schema, place: str) -> Iterator[str]:
        if len(value) < _number(schema, "minItems"):
            yield f"{place} has too few items"
        for position, inner in enumerate(value):
            yield from self.faults(inner, _object(schema["items"]), f"{place}[{position}]")


def _object(value: Json) -> dict[str, Json]:
    return value if isinstance(value, dict) else {}


def _number(schema: Schema, keyword: str) -> int:
    value = schema.get(keyword, 0)
    return value if isinstance(value, int) else 0
