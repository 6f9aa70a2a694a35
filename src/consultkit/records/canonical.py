"""One way to write a JSON document, so that equal documents have equal bytes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import TypeAlias

Json: TypeAlias = "str | int | bool | list[Json] | dict[str, Json] | None"
"""A canonical value. There is no float: an amount travels as text, so that nothing is rounded on the way."""

Answers: TypeAlias = Mapping[str, Json]
"""Canonical answers by question id."""


def canonical_json(document: Json | Answers) -> bytes:
    """UTF-8 JSON with sorted keys and no white space (RFC 8785 for documents without floats)."""
    return json.dumps(
        document, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    ).encode()


def digest_of(document: Json | Answers) -> str:
    """SHA-256 of the canonical bytes, as 64 hexadecimal characters."""
    return hashlib.sha256(canonical_json(document)).hexdigest()
