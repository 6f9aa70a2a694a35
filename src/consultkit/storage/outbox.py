"""Work that a commit promised: written beside its cause, claimed under a lease, done at least once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID, uuid4

import sqlalchemy as sa

from consultkit.records import Json
from consultkit.storage.archive import Transaction
from consultkit.storage.tables import outbox
from consultkit.storage.upsert import upserting

Kind = Literal["route", "deliver", "letter", "scan"]

OPEN = sa.and_(outbox.c.done_at.is_(None), outbox.c.refused_at.is_(None))
CLAIMED = (
    outbox.c.id,
    outbox.c.kind,
    outbox.c.subject_id,
    outbox.c.consultation,
    outbox.c.plugin,
    outbox.c.payload,
    outbox.c.created_at,
    outbox.c.attempts,
    outbox.c.stuck_at,
)


@dataclass(frozen=True, slots=True)
class Task:
    """Something to do after the commit. Neither answers nor secrets go into `payload`."""

    kind: Kind
    subject_id: UUID
    """The submission (route), the case (deliver), the mail link (letter) or the attachment (scan)."""
    consultation: str | None = None
    plugin: str | None = None
    payload: dict[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Entry:
    """A task that this worker holds until its lease ends."""

    id: UUID
    kind: Kind
    subject_id: UUID
    consultation: str | None
    plugin: str | None
    payload: dict[str, Json]
    created_at: datetime
    attempts: int
    """This attempt included. It tells whether another worker has claimed the entry since."""
    stuck_at: datetime | None


def enqueue(tx: Transaction, task: Task, at: datetime) -> None:
    """Promise a task, once for its kind, subject and plugin: a repeat changes nothing."""
    statement = upserting(tx, outbox).values(
        id=uuid4(),
        kind=task.kind,
        subject_id=task.subject_id,
        consultation=task.consultation,
        plugin=task.plugin,
        payload=task.payload,
        created_at=at,
        next_at=at,
        attempts=0,
    )
    tx.connection.execute(statement.on_conflict_do_nothing())


def again(tx: Transaction, kind: Kind, subject_id: UUID, at: datetime) -> None:
    """Do a task once more from its beginning, whatever came of it; nothing where it was never promised."""
    this = sa.and_(outbox.c.kind == kind, outbox.c.subject_id == subject_id)
    fresh = {"done_at": None, "refused_at": None, "stuck_at": None, "last_error": None, "attempts": 0}
    _change(tx, this, created_at=at, next_at=at, **fresh)


def hurry(tx: Transaction, now: datetime) -> None:
    """Let nothing open wait for later than now: for a clock that was set back."""
    _change(tx, sa.and_(OPEN, outbox.c.next_at > now), next_at=now)


def anything_due(tx: Transaction, now: datetime) -> bool:
    """Whether a claim would find something: asked first, so that an idle worker takes no lock."""
    due = sa.exists().where(OPEN, outbox.c.next_at <= now)
    return bool(tx.connection.execute(sa.select(due)).scalar_one())


def claim(tx: Transaction, now: datetime, lease: timedelta, limit: int) -> tuple[Entry, ...]:
    """Take up to `limit` due entries, oldest first. Nobody else gets them before the lease ends.

    On PostgreSQL, entries that another worker is claiming are passed over; on SQLite the writer is alone.
    """
    due = (
        sa.select(outbox.c.id)
        .where(OPEN, outbox.c.next_at <= now)
        .order_by(outbox.c.next_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .cte("due")
    )
    statement = (
        sa.update(outbox)
        .where(outbox.c.id.in_(sa.select(due.c.id)))
        .values(next_at=now + lease, attempts=outbox.c.attempts + 1)
        .returning(*CLAIMED)
    )
    rows = tx.connection.execute(statement)
    return tuple(sorted((Entry(**row._mapping) for row in rows), key=lambda entry: entry.created_at))


def held(tx: Transaction, claims: Mapping[UUID, int]) -> tuple[Entry, ...]:
    """Of these entries, with the attempts they were claimed at, those that nobody ended or claimed since."""
    rows = tx.connection.execute(sa.select(*CLAIMED).where(OPEN, outbox.c.id.in_(list(claims))))
    entries = (Entry(**row._mapping) for row in rows)
    return tuple(entry for entry in entries if entry.attempts == claims[entry.id])


def finish(tx: Transaction, entry: Entry, at: datetime) -> None:
    """The task is done: it is done even when the lease ended meanwhile."""
    _change(tx, outbox.c.id == entry.id, done_at=at, last_error=None)


def refuse(tx: Transaction, entry: Entry, error: str, at: datetime) -> bool:
    """Repeating is pointless; a person must look at it. False when the entry is no longer this worker's."""
    return _change(tx, _still_held(entry), refused_at=at, last_error=error)


def retry(tx: Transaction, entry: Entry, error: str, *, next_at: datetime, stuck_at: datetime | None) -> bool:
    """Try again at `next_at`. False when the entry is no longer this worker's."""
    return _change(tx, _still_held(entry), next_at=next_at, last_error=error, stuck_at=stuck_at)


def give_back(tx: Transaction, entry: Entry, now: datetime) -> None:
    """Let go of an entry that was claimed and not begun."""
    _change(tx, _still_held(entry), next_at=now, attempts=entry.attempts - 1)


def _still_held(entry: Entry) -> sa.ColumnElement[bool]:
    # A worker that outlived its lease must not undo what the next one has done or decided.
    return sa.and_(outbox.c.id == entry.id, outbox.c.attempts == entry.attempts, OPEN)


def _change(tx: Transaction, where: sa.ColumnElement[bool], **values: object) -> bool:
    return tx.connection.execute(sa.update(outbox).where(where).values(**values)).rowcount == 1
