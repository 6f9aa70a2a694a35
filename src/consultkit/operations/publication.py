"""What is told to everybody: drafted at the desk, published with its date, corrected by dated notes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from consultkit.errors import NotFoundError, RespondentError
from consultkit.operations.clock import Clock
from consultkit.operations.open_data import OpenData
from consultkit.operations.publication_room import ROOM, subject_of
from consultkit.operations.results import Results
from consultkit.operations.rooms import Entry, Room
from consultkit.records import Event, Json, Official
from consultkit.results import SMALLEST, QuestionSummary, Told, safe_counts
from consultkit.storage import Archive

MOST_CHARACTERS = 20_000
PARTS = ("said", "answered", "done")
"""What is written by hand: of what was said, what was answered by whom, and what was done."""
THRESHOLDS = (SMALLEST, 5, 10)

Texts = Mapping[str, Mapping[str, str]]
"""By part, then by language."""


@dataclass(frozen=True, slots=True)
class Outline:
    """What a publication is to hold."""

    texts: Texts = field(default_factory=dict)
    questions: tuple[str, ...] = ()
    """Whose counts are told, by id."""
    at_least: int = 5
    """No count of fewer is told."""


@dataclass(frozen=True, slots=True)
class Published:
    """What everybody reads. Its figures are those of that instant; `at` is UTC."""

    outline: Outline
    figures: Mapping[str, Told]
    """By question, then by code."""
    total: int | None
    at: datetime
    first_at: datetime
    notes: tuple[tuple[datetime, str], ...] = ()
    """Corrections, each with its date, the oldest first."""


class Publication:
    """One page for each consultation. Every call at the desk takes the official."""

    def __init__(self, archive: Archive, clock: Clock, results: Results, open_data: OpenData) -> None:
        self._clock = clock
        self._results = results
        self._open_data = open_data
        self._room = Room(archive, clock, ROOM)

    def draft(self, official: Official) -> Outline:
        """What was drafted last; nothing to begin with."""
        drafted = [one for one in self._events(official.consultation) if one.kind == "drafted"]
        return _outline(drafted[-1]) if drafted else Outline()

    def keep_draft(self, official: Official, outline: Outline) -> None:
        """Raises RespondentError for texts that are too long and for thresholds that are not offered."""
        _check(outline)
        self._write(official, "drafted", _content(outline))

    def preview(self, official: Official) -> Published:
        """What publishing the draft now would tell."""
        outline, before = self.draft(official), self.published(official.consultation)
        now = self._clock.now()
        whole = self._whole(official, outline, before)
        return Published(
            outline=outline,
            figures=self._figures(official, outline, before),
            total=whole,
            at=now,
            first_at=before.first_at if before else now,
            notes=before.notes if before else (),
        )

    def publish(self, official: Official) -> Published:
        """Tell everybody what the draft says. Raises RespondentError when it says nothing yet."""
        ready = self.preview(official)
        if not any(text for part in ready.outline.texts.values() for text in part.values()):
            raise RespondentError("There is nothing to publish.", mend="Write what is to be told first.")
        figures: Json = {question: dict(told) for question, told in ready.figures.items()}
        told: dict[str, Json] = {"figures": figures, "total": ready.total}
        told["of_open_data"] = self._open_data.is_declared(official.consultation)
        self._write(official, "published", {**_content(ready.outline), **told})
        return ready

    def note(self, official: Official, text: str) -> None:
        """Correct what is published by a note with its date. Raises RespondentError, NotFoundError."""
        words = text.strip()
        if self.published(official.consultation) is None:
            raise NotFoundError("Nothing is published yet.")
        if not words or len(words) > MOST_CHARACTERS:
            raise RespondentError("There are no words.", mend="Write what is to be kept.")
        self._write(official, "noted", {"text": words})

    def published(self, consultation: str) -> Published | None:
        """What everybody reads; None before anything was published."""
        events = self._events(consultation)
        tellings = [one for one in events if one.kind == "published"]
        if not tellings:
            return None
        last = _published(tellings[-1])
        notes = tuple((one.at, str(one.content["text"])) for one in events if one.kind == "noted")
        return replace(last, first_at=tellings[0].at, notes=notes)

    # --- how ---------------------------------------------------------------------

    def _whole(self, official: Official, outline: Outline, before: Published | None) -> int | None:
        if self._open_data.is_declared(official.consultation):
            return sum(one.people for one in self._open_data.releases(official.consultation)) or None
        total = self._results.summary(official).total
        earlier = {"": before.total} if before else None
        return safe_counts({}, total, one_each=True, at_least=outline.at_least, earlier=earlier)[""]

    def _figures(self, official: Official, outline: Outline, before: Published | None) -> Mapping[str, Told]:
        if self._open_data.is_declared(official.consultation):
            # Other numbers beside these could be subtracted from them.
            told = self._open_data.figures(official.consultation)
            return {of: told[of] for of in outline.questions if of in told}
        asked = {one.question.id: one for one in self._results.summary(official).questions if one.codes}
        return {
            of: _told_of(asked[of], outline.at_least, before.figures.get(of) if before else None)
            for of in outline.questions
            if of in asked
        }

    def _events(self, consultation: str) -> Sequence[Event]:
        return self._room.events(consultation, subject_of(consultation))

    def _write(self, official: Official, kind: str, content: Mapping[str, Json]) -> None:
        self._room.write(
            official.consultation, Entry(subject_of(official.consultation), kind, content), by=official
        )


def _told_of(summed: QuestionSummary, at_least: int, earlier: Told | None) -> Told:
    counts = {one.code: one.count for one in summed.codes}
    one_each = sum(counts.values()) == summed.answered
    return safe_counts(counts, summed.answered, one_each=one_each, at_least=at_least, earlier=earlier)


def _check(outline: Outline) -> None:
    if outline.at_least not in THRESHOLDS:
        raise RespondentError("There is no such threshold.", mend="Choose one of those offered.")
    if any(len(text) > MOST_CHARACTERS for part in outline.texts.values() for text in part.values()):
        raise RespondentError(
            "That is too long.", mend="Write {most} characters at most.", params={"most": MOST_CHARACTERS}
        )


def _content(outline: Outline) -> dict[str, Json]:
    texts: Json = {part: dict(by_language) for part, by_language in outline.texts.items()}
    return {"texts": texts, "questions": list[Json](outline.questions), "at_least": outline.at_least}


def _outline(event: Event) -> Outline:
    texts, questions = event.content["texts"], event.content["questions"]
    read = texts if isinstance(texts, dict) else {}
    return Outline(
        texts={part: _strings(by_language) for part, by_language in read.items()},
        questions=tuple(str(one) for one in questions) if isinstance(questions, list) else (),
        at_least=int(str(event.content["at_least"])),
    )


def _strings(value: Json) -> dict[str, str]:
    return {name: str(text) for name, text in value.items()} if isinstance(value, dict) else {}


def _published(event: Event) -> Published:
    figures, total = event.content["figures"], event.content["total"]
    read = figures if isinstance(figures, dict) else {}
    return Published(
        outline=_outline(event),
        figures={question: _told(told) for question, told in read.items()},
        total=total if isinstance(total, int) else None,
        at=event.at,
        first_at=event.at,
    )


def _told(value: Json) -> Told:
    read = value if isinstance(value, dict) else {}
    return {code: number if isinstance(number, int) else None for code, number in read.items()}
