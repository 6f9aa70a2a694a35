"""Files that were handed in: what is known of each, and what a scanner said of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from uuid import UUID

from consultkit.records.canonical import Json


class ScanState(Enum):
    """What is known of a file's harmlessness."""

    PENDING = "pending"
    """It waits for the scanner."""
    CLEAN = "clean"
    INFECTED = "infected"
    UNKNOWN = "unknown"
    """The scanner could not say, or not yet: it was down, say."""
    UNSCANNED = "unscanned"
    """The consultation names no scanner."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that was stored. Size and digest are those of the bytes kept, after a picture was made anew."""

    id: UUID
    draft_id: UUID
    """The draft that it was handed in with, and the submission that this became; or a subject of `room`."""
    consultation: str
    question: str
    name: str
    """Direct personal data, as a rule; made safe to show and to save."""
    format: str
    size: int
    sha256: str
    state: ScanState
    stored_at: datetime
    """UTC."""
    room: str = ""
    """The room of the chronicle in which an event names it; empty for what a respondent handed in."""

    def as_answer(self) -> dict[str, Json]:
        """How an answer names it."""
        return {
            "id": str(self.id),
            "name": self.name,
            "size": self.size,
            "sha256": self.sha256,
            "format": self.format,
        }


@dataclass(frozen=True, slots=True)
class FileToScan:
    """What a scanner gets: bytes, and neither the name nor whose they are."""

    id: UUID
    format: str
    size: int
    chunks: Callable[[], Iterator[bytes]]
    """The content from its beginning, in pieces."""
