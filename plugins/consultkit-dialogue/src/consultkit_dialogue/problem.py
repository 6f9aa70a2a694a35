"""A problem, and how it follows from its events. Pure: nothing here knows a clock or a database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from consultkit import Event, Json
from consultkit_dialogue.disclosure import Figure


class State(StrEnum):
    """How far a problem is."""

    SIGNAL = "signal"
    QUALIFIED = "qualified"
    OPENED = "opened"
    """The party was told."""
    COMMITTED = "committed"
    """The party promises a measure."""
    VERIFIED = "verified"
    """The firms say that it is solved."""
    REOPENED = "reopened"
    CLOSED = "closed"
    ESCALATED = "escalated"
    """Brought before somebody else: an authority, a court."""


@dataclass(frozen=True, slots=True)
class Extract:
    """A passage, word for word but for what was cut out."""

    id: str
    reference: str
    question: str
    passage: str
    """As the author wrote it."""
    cut: str
    """As it would be read: the passage with words taken out."""
    by: UUID | None
    at: datetime
    cleared_by: UUID | None = None


@dataclass(frozen=True, slots=True)
class Release:
    """What the party was told at once. `reply_by` is a day, as it is written in the calendar."""

    number: int
    figures: tuple[Figure, ...]
    extracts: tuple[str, ...]
    counted: tuple[str, ...]
    """The references of the cases that the figures count."""
    title: str
    period: str
    reply_by: str
    by: UUID | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Reply:
    """What the party answered, in its own form."""

    answers: Mapping[str, Json]
    commits: bool
    until: str
    """The day of the promise; empty without one."""
    by: UUID | None
    at: datetime


@dataclass(frozen=True, slots=True)
class HandedIn:
    """Files of the party, with a few words. Nobody but itself and the officials reads them."""

    files: tuple[UUID, ...]
    words: str
    by: UUID | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Wish:
    """The party asks for more time."""

    until: str
    why: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Problem:
    """What the events come to."""

    id: UUID
    title: str = ""
    practice: str = ""
    party: str = ""
    period: str = ""
    state: State = State.SIGNAL
    owner: UUID | None = None
    attached: Mapping[str, str] = field(default_factory=dict)
    """Why, by reference."""
    extracts: Mapping[str, Extract] = field(default_factory=dict)
    releases: tuple[Release, ...] = ()
    replies: tuple[Reply, ...] = ()
    handed_in: tuple[HandedIn, ...] = ()
    reply_by: str = ""
    wish: Wish | None = None
    promised: str = ""
    """The day by which the measure is promised; empty without a promise."""
    asked: tuple[str, ...] = ()
    """The references whose senders were asked whether it is solved, since the last promise."""
    verdicts: Mapping[str, bool] = field(default_factory=dict)
    """Whether it is solved, by firm: the last word of each."""
    outcome: str = ""
    seen: frozenset[tuple[UUID, int]] = frozenset()
    """Who has opened which release."""
    events: tuple[Event, ...] = ()

    @property
    def number(self) -> int:
        """Of the last event."""
        return self.events[-1].number if self.events else 0

    @property
    def is_open(self) -> bool:
        return self.state not in (State.CLOSED, State.ESCALATED)

    @property
    def latest(self) -> Release | None:
        return self.releases[-1] if self.releases else None

    @property
    def is_answered(self) -> bool:
        """Whether the party has replied to the last release."""
        return bool(self.releases and self.replies) and self.replies[-1].at >= self.releases[-1].at

    @property
    def solved(self) -> int:
        """How many firms say so."""
        return sum(self.verdicts.values())

    def awaits(self, reference: str) -> bool:
        """Whether its sender is asked."""
        return reference in self.asked and self.is_open
