"""What officials make of a contribution. All of it follows from events; nothing of it is stored by itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from consultkit.records.canonical import Answers
from consultkit.records.chronicle import Event


class StudyState(StrEnum):
    """How far the study of a contribution is."""

    NEW = "new"
    """Nobody has done anything about it."""
    IN_HAND = "in_hand"
    CLOSED = "closed"


class Visibility(StrEnum):
    """Who reads a note."""

    PUBLIC = "public"
    """The respondent too."""
    INTERNAL = "internal"
    """Everybody at the desk."""
    PERSONAL = "personal"
    """Who wrote it, and nobody else."""


@dataclass(frozen=True, slots=True)
class Note:
    """Something that an official wrote about a contribution. `at` is UTC."""

    text: str
    visibility: Visibility
    by: UUID | None
    at: datetime
    mentions: tuple[UUID, ...] = ()
    """The colleagues whose attention it asks for."""
    files: tuple[UUID, ...] = ()
    """Attached to it: who reads the note reads them."""


@dataclass(frozen=True, slots=True)
class Redaction:
    """A passage that is not shown, exported or quoted any more, and why. The answer itself stays."""

    question: str
    passage: str
    reason: str
    by: UUID | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Coding:
    """The codes that one official gave."""

    coder: UUID
    answers: Answers
    at: datetime


@dataclass(frozen=True, slots=True)
class Study:
    """A contribution as it stands at the desk. Instants are UTC."""

    state: StudyState = StudyState.NEW
    assigned_to: UUID | None = None
    labels: tuple[str, ...] = ()
    outcome: str = ""
    """Why it was closed, in the words of who closed it."""
    notes: tuple[Note, ...] = ()
    redactions: tuple[Redaction, ...] = ()
    codings: Mapping[UUID, Coding] = field(default_factory=dict)
    """The latest of each coder."""
    events: tuple[Event, ...] = ()
    """All of it, as it happened."""
