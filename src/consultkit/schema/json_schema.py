"""The format as a JSON Schema (2020-12), for editors: `# yaml-language-server: $schema=…`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic.json_schema import models_json_schema

from consultkit.schema.conditions import CONDITION_JSON_SCHEMA
from consultkit.schema.consultation import Consultation
from consultkit.schema.file_part import FilePart
from consultkit.schema.options import OPTIONS_JSON_SCHEMA
from consultkit.schema.plugin_settings import PluginSettings
from consultkit.schema.question import Question
from consultkit.schema.text import TEXT_JSON_SCHEMA

_OWN = {"Text": TEXT_JSON_SCHEMA, "Condition": CONDITION_JSON_SCHEMA, "Options": OPTIONS_JSON_SCHEMA}


def json_schema(
    question_types: Mapping[str, type[Question]], plugin_settings: Mapping[str, type[PluginSettings]]
) -> dict[str, Any]:
    """The schema of a file that may use these question types and plugins."""
    models: list[type[FilePart]] = [Consultation, *question_types.values(), *plugin_settings.values()]
    names, made = models_json_schema([(model, "validation") for model in models])
    defs: dict[str, Any] = {**_with_own_refs(made["$defs"]), **_OWN}
    refs = {model: names[(model, "validation")]["$ref"] for model in models}
    for word, model in question_types.items():
        _pin_type(_at(defs, refs[model]), word)
    defs["Question"] = _by_type({word: refs[model] for word, model in question_types.items()})
    root = _at(defs, refs[Consultation])
    root["properties"]["plugins"] = _by_name({name: refs[model] for name, model in plugin_settings.items()})
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Consultation file",
        **{key: value for key, value in root.items() if key != "title"},
        "$defs": {name: part for name, part in sorted(defs.items()) if part is not root},
    }


def _at(defs: dict[str, Any], ref: str) -> dict[str, Any]:
    part: dict[str, Any] = defs[ref.removeprefix("#/$defs/")]
    return part


def _pin_type(schema: dict[str, Any], word: str) -> None:
    schema["properties"]["type"] = {"const": word}


def _by_type(refs: Mapping[str, str]) -> dict[str, Any]:
    """`type` decides which keys a question has; editors follow `if` and `then`."""
    return {
        "type": "object",
        "required": ["id", "type", "label"],
        "properties": {"type": {"enum": sorted(refs)}},
        "allOf": [
            {"if": {"properties": {"type": {"const": word}}, "required": ["type"]}, "then": {"$ref": ref}}
            for word, ref in sorted(refs.items())
        ],
    }


def _by_name(refs: Mapping[str, str]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {
            name: {"anyOf": [{"$ref": ref}, {"type": "null"}]} for name, ref in sorted(refs.items())
        },
        "additionalProperties": False,
    }


def _with_own_refs(node: Any) -> Any:
    if isinstance(node, dict):
        if "x-def" in node:
            rest = {key: value for key, value in node.items() if key in ("description", "default")}
            return {"$ref": f"#/$defs/{node['x-def']}", **rest}
        return {key: _with_own_refs(value) for key, value in node.items()}
    return [_with_own_refs(value) for value in node] if isinstance(node, list) else node
