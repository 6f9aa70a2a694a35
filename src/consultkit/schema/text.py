"""A text of the file: one for all languages, or one for each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from consultkit.schema.file_part import Fault, Where, fault, faults_error
from consultkit.schema.reading import Reading

MAX_LENGTH = 20_000
ANY = ""


@dataclass(frozen=True, slots=True)
class Text:
    """A localised text. `by_language` has the key `""` alone when one text serves every language."""

    by_language: Mapping[str, str]
    fallback: str = ANY

    def in_language(self, language: str) -> str:
        """The text in `language`, else in the first language of the file, else in any that there is."""
        texts = self.by_language
        found = texts.get(language) or texts.get(self.fallback)
        return found if found is not None else next(iter(texts.values()))

    def in_all_languages(self) -> tuple[str, ...]:
        """Every text that it has."""
        return tuple(self.by_language.values())

    def __str__(self) -> str:
        return self.in_language(self.fallback)

    def __hash__(self) -> int:
        return hash(tuple(sorted(self.by_language.items())))

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: Any, _handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.with_info_plain_validator_function(
            _read, serialization=core_schema.plain_serializer_function_ser_schema(_write)
        )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, _schema: CoreSchema, _handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {"x-def": "Text"}


TEXT_JSON_SCHEMA: dict[str, Any] = {
    "description": "One text, or one for each language: `{fr: …, en: …}`.",
    "anyOf": [
        {"type": "string", "minLength": 1},
        {
            "type": "object",
            "minProperties": 1,
            "propertyNames": {"pattern": "^[a-z]{2,3}$"},
            "additionalProperties": {"type": "string", "minLength": 1},
        },
    ],
}


def _read(written: object, info: core_schema.ValidationInfo) -> Text:
    if isinstance(written, Text):
        return written
    languages = info.context.languages if isinstance(info.context, Reading) else ()
    if isinstance(written, dict):
        return _read_mapping(written, languages)
    return Text({ANY: _read_one(written, ())})


def _read_mapping(written: Mapping[str, object], languages: tuple[str, ...]) -> Text:
    if not written:
        raise fault("A text cannot be empty.", "Write the text, or one for each language.")
    unknown = [key for key in written if languages and key not in languages]
    if unknown:
        said = ", ".join(languages)
        mend = f"The file's languages are: {said}. Correct the word, or add it to `languages:`."
        what = "The text has a language `{}` that the file has not."
        raise faults_error("text", [Fault((key,), what.format(key), mend) for key in unknown])
    texts = {language: _read_one(text, (language,)) for language, text in written.items()}
    return Text(texts, next((language for language in languages if language in texts), next(iter(texts))))


def _read_one(written: object, where: Where) -> str:
    wrong = _wrong_with(written)
    if wrong is not None:
        raise faults_error("text", [Fault(where, *wrong)])
    return str(written).strip()


def _wrong_with(written: object) -> tuple[str, str] | None:
    if not isinstance(written, str):
        return f"A text is expected here, not {said(written)}.", "Write a text, between quotes if need be."
    if not written.strip():
        return "A text cannot be empty.", "Write the text, or remove its key."
    if len(written) > MAX_LENGTH:
        return f"The text is longer than {MAX_LENGTH} characters.", "Shorten it."
    return None


def said(written: object) -> str:
    """What was written, in a few words."""
    if written is None:
        return "nothing"
    if isinstance(written, bool):
        return "true" if written else "false"
    if isinstance(written, dict):
        return "a mapping"
    return "a list" if isinstance(written, list) else f"`{str(written)[:40]}`"


def _write(text: Text) -> str | dict[str, str]:
    return text.by_language[ANY] if ANY in text.by_language else dict(text.by_language)
