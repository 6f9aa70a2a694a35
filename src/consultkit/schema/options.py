"""The options of a closed question: `{id: label}`, or `{id: {label, …}}` with what `Option` says."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, ValidationInfo, WithJsonSchema

from consultkit.schema.conditions import Condition
from consultkit.schema.file_part import Fault, FilePart, OptionId, fault, faults_error
from consultkit.schema.option_files import names_file, options_in
from consultkit.schema.reading import Reading, StoredReading
from consultkit.schema.text import Text

MOST = 500
_language = re.compile(r"[a-z]{2,3}")


class Option(FilePart):
    """One answer that can be chosen. Its id is stable; its label may change."""

    id: OptionId
    label: Text
    hint: Text | None = None
    show_if: Condition | None = None
    specify: Text | Literal[True] | None = None
    """Asks for a few words with it; the label of their field, or `true` for the usual one."""
    exclusive: bool = Field(default=False, strict=True)
    """Stands alone: nothing else can be chosen with it."""
    under: OptionId | None = None
    """The option above it, where there are two levels."""

    def keys_beyond(self, allowed: Collection[str]) -> tuple[str, ...]:
        """What it says of `specify`, `exclusive` and `under` that is not allowed."""
        said = {
            "specify": self.specify is not None,
            "exclusive": self.exclusive,
            "under": self.under is not None,
        }
        return tuple(key for key, is_said in said.items() if is_said and key not in allowed)


def _read_options(written: Any, info: ValidationInfo) -> Any:
    if isinstance(written, list | tuple) and isinstance(info.context, StoredReading):
        return written
    if not isinstance(written, Mapping) or not written:
        raise fault(
            "`options` is a mapping of ids and labels.", "Write `options: {id: label, other_id: label}`."
        )
    if names_file(written):
        return options_in(str(written["from"]), getattr(info.context, "folder", None))
    if len(written) > MOST:
        raise fault(f"There are more than {MOST} options.", "Ask for a text, or for fewer options.")
    faults = [
        Fault((key, "id"), "An option has its id before the colon.", "Remove `id:`.")
        for key, body in written.items()
        if isinstance(body, Mapping) and "id" in body
    ]
    if faults:
        raise faults_error("options", faults)
    languages = info.context.languages if isinstance(info.context, Reading) else ()
    return [_as_part(key, body, languages) for key, body in written.items()]


def _as_part(key: str, body: Any, languages: tuple[str, ...]) -> Any:
    if isinstance(body, Mapping) and not _is_localised(body, languages):
        return {"id": key, **body}
    return {"id": key, "label": body}


def _is_localised(body: Mapping[str, Any], languages: tuple[str, ...]) -> bool:
    """`{fr: …, en: …}` is a label alone."""
    return bool(body) and all(key in languages or _language.fullmatch(key) for key in body)


Options = Annotated[
    tuple[Option, ...],
    BeforeValidator(_read_options),
    Field(min_length=1),
    WithJsonSchema({"x-def": "Options"}),
]

OPTIONS_JSON_SCHEMA: dict[str, Any] = {
    "description": "`{id: label}`, or `{id: {label, hint, show_if, specify, exclusive, under}}`. "
    "Ids are stable; labels may change.",
    "type": "object",
    "minProperties": 1,
    "propertyNames": {"pattern": "^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$"},
    "additionalProperties": {
        "anyOf": [
            {"$ref": "#/$defs/Text"},
            {
                "type": "object",
                "properties": {
                    "label": {"$ref": "#/$defs/Text"},
                    "hint": {"$ref": "#/$defs/Text"},
                    "show_if": {"$ref": "#/$defs/Condition"},
                    "specify": {"anyOf": [{"const": True}, {"$ref": "#/$defs/Text"}]},
                    "exclusive": {"type": "boolean"},
                    "under": {"type": "string"},
                },
                "required": ["label"],
                "additionalProperties": False,
            },
        ]
    },
}
