"""Which text each translation was made from: hashes kept beside the file, so that a stale one shows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from consultkit.schema.consultation import Consultation
from consultkit.schema.file_part import Fault, FilePart, Where
from consultkit.schema.load.translation_checks import texts_in
from consultkit.schema.text import Text

HASH_LENGTH = 16
Record = Mapping[str, Mapping[str, str]]
"""By the place of a text, by language, what it was when its translations were last looked over."""


def record_beside(path: Path) -> Path:
    """`sme.yaml` has `sme.translations.json`."""
    return path.with_name(f"{path.stem}.translations.json")


def record_of(consultation: Consultation) -> dict[str, dict[str, str]]:
    """The record for the texts as they are now. Places are told by ids: moving a question changes none."""
    return {
        _name(consultation, where): {language: _hash(said) for language, said in text.by_language.items()}
        for text, where in texts_in(consultation, ())
        if len(text.by_language) > 1
    }


def stale_translations(path: Path, consultation: Consultation) -> Iterator[Fault]:
    """Translations that stayed while the text of the first language changed. None without a record."""
    record, first = _read(record_beside(path)), consultation.languages[0]
    for text, where in texts_in(consultation, ()):
        known = record.get(_name(consultation, where), {})
        stale = [
            language for language in consultation.languages[1:] if _is_stale(text, known, first, language)
        ]
        if stale:
            said = ", ".join(f"`{language}`" for language in stale)
            what = f"This text has changed in `{first}` since it was translated into {said}."
            mend = "Look the translation over, then run `consultkit translations` on this file."
            yield Fault(where, what, mend)


def _is_stale(text: Text, known: Mapping[str, str], first: str, language: str) -> bool:
    was, is_now = known.get(first), text.by_language.get(first)
    translated = text.by_language.get(language)
    if was is None or is_now is None or translated is None:
        return False
    return was != _hash(is_now) and known.get(language) == _hash(translated)


def _read(path: Path) -> Record:
    """Nothing where there is no record, or none that can be read: then nothing is known of staleness."""
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    known = record.items() if isinstance(record, dict) else ()
    return {str(place): hashes for place, hashes in known if isinstance(hashes, dict)}


def _name(part: object, where: Where) -> str:
    """The place in words: `pages/dispute/questions/practices/label`."""
    words: list[str] = []
    for step in where:
        part = part[step] if isinstance(part, tuple) and isinstance(step, int) else _inside(part, step)
        words.append(str(getattr(part, "id", step)) if isinstance(step, int) else step)
    return "/".join(words)


def _inside(part: object, step: object) -> object:
    if isinstance(part, Mapping):
        return part.get(step)
    if isinstance(part, FilePart):
        names = {field.alias or name: name for name, field in type(part).model_fields.items()}
        return getattr(part, names.get(str(step), str(step)), None)
    return None


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:HASH_LENGTH]
