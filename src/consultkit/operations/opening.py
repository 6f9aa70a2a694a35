"""Opening what is sealed, with a key that is handed in and kept nowhere. Every opening is written down."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from consultkit.age import OfficialsKey, UnsealingError, broken
from consultkit.operations.audit import note_command
from consultkit.operations.clock import Clock
from consultkit.operations.desk import Desk
from consultkit.operations.rooms import Entry, Room
from consultkit.operations.sealing import is_what_was_sent, opened
from consultkit.records import Answers, Event, Json, Official, Submission, sealed_in
from consultkit.storage import Archive, Transaction, chronicle, retractions, submissions

ROOM = "opening"
UNSEALED = "unsealed"
CONSOLE = UUID(int=0)
"""Of who opens with the command line: no account stands for them."""
ONE_OPENING = timedelta(minutes=30)
"""Reading a contribution again within it is written down once."""


@dataclass(frozen=True, slots=True)
class Unsealed:
    """A contribution with what a key opened of it."""

    submission: Submission
    answers: Answers
    """All of them; those that the key did not open are not among them."""
    fault: UnsealingError | None = None
    """Why some are not."""


class Opening:
    """Takes an official of the desk that the contribution belongs to, and the key of its holder."""

    def __init__(self, archive: Archive, clock: Clock, desk: Desk) -> None:
        self._archive = archive
        self._clock = clock
        self._desk = desk
        self._room = Room(archive, clock, ROOM)

    def open(self, official: Official, submission: Submission, key: OfficialsKey) -> Mapping[str, Json]:
        """The sealed answers of a contribution as the desk shows it, by question.

        Raises UnsealingError when this key does not open them, or when they are not what was sent.
        """
        with self._archive.reading() as tx:
            found = dict(_opened(tx, submission, key))
        if found:
            self._write_down(official, submission)
        return found

    def events(self, submission: Submission) -> tuple[Event, ...]:
        """When a contribution was opened and by whom, in any of its versions; the oldest first."""
        with self._archive.reading() as tx:
            subject = _first(tx, submission)
        return self._room.events(submission.consultation, subject)

    def each(self, official: Official, key: OfficialsKey, reference: str = "") -> Iterator[Unsealed]:
        """Every contribution that stands and holds something sealed, or the one of that reference."""
        every = (self._desk.contribution(official, reference).submission,) if reference else None
        for submission in every or self._desk.each(official):
            if sealed_in(submission.answers):
                yield self._unsealed(official, submission, key)

    def _unsealed(self, official: Official, submission: Submission, key: OfficialsKey) -> Unsealed:
        lying_open = {
            question: value
            for question, value in submission.answers.items()
            if question not in sealed_in(submission.answers)
        }
        try:
            return Unsealed(submission, {**lying_open, **self.open(official, submission, key)})
        except UnsealingError as error:
            return Unsealed(submission, lying_open, error)

    def _write_down(self, official: Official, submission: Submission) -> None:
        by = None if official.id == CONSOLE else official
        with self._archive.writing() as tx:
            subject, now = _first(tx, submission), self._room.now(tx)
            known = chronicle.of_subject(tx, submission.consultation, ROOM, subject)
            if not any(one.by == (by and by.id) and now - one.at < ONE_OPENING for one in known):
                entry = Entry(subject, UNSEALED, {"reference": submission.reference})
                self._room.write_in(tx, submission.consultation, entry, by=by)
                if by is None:
                    note_command(tx, now, submission.consultation, f"{ROOM}.{UNSEALED}", subject)


def _opened(tx: Transaction, submission: Submission, key: OfficialsKey) -> Iterator[tuple[str, Json]]:
    """Each from the contribution that its mark names: a correction keeps what it cannot read."""
    marks = sealed_in(submission.answers)
    if not marks:
        return
    versions = retractions.versions_of(tx, submission.id)
    for reference in dict.fromkeys(marks.values()):
        holder = submissions.by_reference(tx, reference)
        if holder is None or holder.id not in versions:
            raise broken()
        answers = _verified(tx, holder, key)
        for question in (one for one, of in marks.items() if of == reference):
            if question not in answers:
                raise broken()
            yield question, answers[question]


def _verified(tx: Transaction, holder: Submission, key: OfficialsKey) -> Mapping[str, Json]:
    part = opened(holder.sealed, key, holder.consultation, holder.reference)
    receipt = submissions.receipt(tx, holder.reference, holder.respondent_id)
    if receipt is None or not is_what_was_sent(
        holder.answers, holder.reference, part, receipt.answers_sha256
    ):
        raise broken()
    return part.answers


def _first(tx: Transaction, submission: Submission) -> UUID:
    return retractions.versions_of(tx, submission.id)[0]
