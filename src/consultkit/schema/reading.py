"""What is known while a document is read: its languages, and what the plugins add to the format."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Reading:
    """Travels as pydantic's validation context."""

    languages: tuple[str, ...] = ()
    question_types: Mapping[str, type[Any]] = field(default_factory=dict)
    plugin_settings: Mapping[str, type[Any]] = field(default_factory=dict)
    folder: Path | None = None
    """Where the file is, and the lists that it names."""


@dataclass(frozen=True, slots=True)
class StoredReading(Reading):
    """The document was stored by a version of this software: what is no longer installed is kept as it is."""
