"""Answers in two parts: what lies open in the row, and what lies sealed in its envelope."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from consultkit.records import Answers, Json, canonical_json
from consultkit.storage.sealing import KeyRing, Place, WrappedKey, seal, unseal

COLUMN = "envelope"


@dataclass(frozen=True, slots=True)
class PartedAnswers:
    """One set of answers, each in exactly one of the two parts."""

    open: Answers
    protected: Answers = field(default_factory=dict)

    def together(self) -> dict[str, Json]:
        return {**self.open, **self.protected}


@dataclass(frozen=True, slots=True)
class Row:
    """The row that an envelope belongs to, and the only one in which it opens."""

    table: str
    id: UUID
    consultation: str

    @property
    def envelope(self) -> Place:
        return Place(self.table, self.id, COLUMN, self.consultation)


def new_envelope(keys: KeyRing, row: Row, content: Mapping[str, Json]) -> tuple[WrappedKey, bytes | None]:
    """A fresh key for the row, to be stored in `data_keys`, and the content sealed with it."""
    key, wrapped = keys.new_key(row.id)
    return wrapped, seal_envelope(key, row, content)


def seal_envelope(key: bytes, row: Row, content: Mapping[str, Json]) -> bytes | None:
    """Nothing is sealed where there is nothing to protect."""
    return seal(key, row.envelope, canonical_json(content)) if content else None


def open_envelope(keys: KeyRing, row: Row, wrapped: WrappedKey, envelope: bytes | None) -> dict[str, Json]:
    """Raises SealBrokenError when the envelope was changed, or moved here from another row."""
    if envelope is None:
        return {}
    content: dict[str, Json] = json.loads(unseal(keys.open_key(row.id, wrapped), row.envelope, envelope))
    return content
