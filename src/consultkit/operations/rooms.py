"""What happens at the desk, room by room: the core's own studying, and whatever a plugin follows up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from consultkit.errors import RespondentError
from consultkit.operations.attachments import ids_in
from consultkit.operations.audit import note_act
from consultkit.operations.clock import Clock
from consultkit.records import Event, Json, Official
from consultkit.storage import Archive, OutrunError, Transaction, attachments, chronicle


@dataclass(frozen=True, slots=True)
class Entry:
    """Something to write down. `after` is the number of the last event that who wrote it had seen."""

    subject_id: UUID
    kind: str
    content: Mapping[str, Json] | None = None
    after: int | None = None


class Room:
    """One room of the chronicle: it only grows. What a subject is now is worked out from its events."""

    def __init__(self, archive: Archive, clock: Clock, name: str) -> None:
        self._archive = archive
        self._clock = clock
        self.name = name

    def write(self, consultation: str, *entries: Entry, by: Official | None = None) -> tuple[Event, ...]:
        """All of them, or none. Raises RespondentError when somebody wrote about a subject meanwhile."""
        with self._archive.writing() as tx, told_when_outrun():
            return self.write_in(tx, consultation, *entries, by=by)

    def write_in(
        self, tx: Transaction, consultation: str, *entries: Entry, by: Official | None = None
    ) -> tuple[Event, ...]:
        """Likewise, beside what else the transaction does."""
        now, author = self.now(tx), by.id if by else None
        for entry in entries:
            self._settle_files(tx, entry)
        events = tuple(self._append(tx, consultation, entry, now, author) for entry in entries)
        for event in events:
            if by is not None:
                note_act(tx, now, by, f"{self.name}.{event.kind}", event.subject_id)
        return events

    def rewrite(self, event: Event, content: Mapping[str, Json]) -> None:
        """Let an event of this room say less, when what it told of is erased: for the hook `erase` alone."""
        with self._archive.writing() as tx:
            chronicle.rewrite(tx, event, content)

    def events(self, consultation: str, subject_id: UUID) -> tuple[Event, ...]:
        """Of one subject, in the order in which they happened; none of what is not there."""
        with self._archive.reading() as tx:
            return chronicle.of_subject(tx, consultation, self.name, subject_id)

    def subjects(self, consultation: str) -> Mapping[UUID, tuple[Event, ...]]:
        """Of every subject of the room, the oldest first: for rooms of hundreds, not of thousands."""
        with self._archive.reading() as tx:
            return chronicle.of_room(tx, consultation, self.name)

    def now(self, tx: Transaction) -> datetime:
        """By the clock that judges."""
        return self._clock.judge(tx.database_now())

    def _settle_files(self, tx: Transaction, entry: Entry) -> None:
        """What an event names is kept for good, see `RoomFiles`."""
        named = [UUID(one) for one in ids_in(entry.content or {})]
        if named:
            attachments.settle_in(tx, self.name, entry.subject_id, named)

    def _append(
        self, tx: Transaction, consultation: str, entry: Entry, now: datetime, author: UUID | None
    ) -> Event:
        return chronicle.append(
            tx,
            consultation,
            self.name,
            entry.subject_id,
            entry.kind,
            now,
            by=author,
            content=entry.content,
            after=entry.after,
        )


@contextmanager
def told_when_outrun() -> Iterator[None]:
    """Raises RespondentError where two wrote about one thing at the same time."""
    try:
        yield
    except OutrunError as error:
        raise RespondentError(
            "Somebody else has just worked on this.",
            mend="Look at it again, then do what is left to do.",
        ) from error
