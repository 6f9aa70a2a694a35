"""Texts that some language of the consultation lacks: who reads in it would meet another language there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from consultkit.schema.consultation import Consultation
from consultkit.schema.file_part import Fault, FilePart, Where
from consultkit.schema.text import ANY, Text


def missing_translations(consultation: Consultation) -> Iterator[Fault]:
    """A text that is written once serves every language, and lacks nothing."""
    for text, where in texts_in(consultation, ()):
        lacking = [language for language in consultation.languages if language not in text.by_language]
        if lacking and ANY not in text.by_language:
            said = ", ".join(f"`{language}`" for language in lacking)
            yield Fault(where, f"This text is not translated into {said}.", "Add the translation.")


def texts_in(part: object, where: Where) -> Iterator[tuple[Text, Where]]:
    """Every text of a part of the file, however deep, with its place."""
    if isinstance(part, Text):
        yield part, where
    elif isinstance(part, FilePart):
        for name, field in type(part).model_fields.items():
            yield from texts_in(getattr(part, name), (*where, field.alias or name))
    elif isinstance(part, Mapping):
        for key, value in part.items():
            yield from texts_in(value, (*where, str(key)))
    elif isinstance(part, tuple):
        for index, value in enumerate(part):
            yield from texts_in(value, (*where, index))
