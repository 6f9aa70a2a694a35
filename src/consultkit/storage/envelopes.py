"""Answers in two parts: what lies open in the row, and what lies sealed in its envelope."""

from __future__ import annotations

import hashlib
import hmac
import json
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from consultkit.records import SEALED, Answers, Json, canonical_json
from consultkit.storage.sealing import KeyRing, Place, WrappedKey, seal, unseal

COLUMN = "envelope"


@dataclass(frozen=True, slots=True)
class PartedAnswers:
    """One set of answers, each in exactly one of the two parts."""

    open: Answers
    protected: Answers = field(default_factory=dict)
    sealed: bytes = field(default=b"", repr=False)
    """What only the officials' key opens. It lies in the envelope too: so it is gone with the row's key."""

    @property
    def enveloped(self) -> dict[str, Json]:
        """What the envelope holds."""
        part: dict[str, Json] = {SEALED: b64encode(self.sealed).decode()} if self.sealed else {}
        return {**self.protected, **part}

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


def sealed_part(content: dict[str, Json]) -> bytes:
    """Take what only the officials' key opens out of what an envelope holds; nothing where none is in it."""
    return b64decode(str(content.pop(SEALED, "")))


def salt_of(keys: KeyRing, row: UUID, wrapped: WrappedKey) -> str:
    """A salt that is known as long as the key of the row is, and not kept anywhere."""
    return hmac.new(keys.open_key(row, wrapped), b"salt", hashlib.sha256).hexdigest()


def receipt_salt(keys: KeyRing, row: UUID, wrapped: WrappedKey) -> bytes:
    """Likewise that of the receipt of what was sent."""
    return hmac.new(keys.open_key(row, wrapped), b"receipt", hashlib.sha256).digest()
