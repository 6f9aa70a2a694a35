"""Events as they happened. Nothing here changes one, but for `rewrite`, when what it names is erased."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from consultkit.records import Event, Json, canonical_json
from consultkit.storage import locks
from consultkit.storage.archive import Transaction
from consultkit.storage.ids import new_id
from consultkit.storage.sealing import Place, WrappedKey, seal, unseal
from consultkit.storage.tables import chronicle, data_keys
from consultkit.storage.upsert import upserting

_room = sa.and_(
    chronicle.c.consultation == sa.bindparam("of_consultation"), chronicle.c.room == sa.bindparam("of_room")
)
_select = (
    sa.select(chronicle, data_keys.c.kek, data_keys.c.wrapped)
    .select_from(chronicle.join(data_keys, data_keys.c.id == chronicle.c.subject_id))
    .where(_room)
)
_of_room = _select.order_by(chronicle.c.at, chronicle.c.id)
_of_subjects = _select.where(
    chronicle.c.subject_id.in_(sa.bindparam("of_subjects", expanding=True))
).order_by(chronicle.c.at, chronicle.c.subject_id, chronicle.c.number)
_last = sa.select(sa.func.coalesce(sa.func.max(chronicle.c.number), 0)).where(
    chronicle.c.subject_id == sa.bindparam("of_subject"), chronicle.c.room == sa.bindparam("of_room")
)


class OutrunError(Exception):
    """Somebody else wrote about the same subject meanwhile."""


def append(
    tx: Transaction,
    consultation: str,
    room: str,
    subject_id: UUID,
    kind: str,
    at: datetime,
    *,
    by: UUID | None = None,
    content: Mapping[str, Json] | None = None,
    after: int | None = None,
) -> Event:
    """Write down what happened, after the event of number `after`, or after the last one whatever it is.

    Raises OutrunError when that is not the last one: who writes has not seen what is the case now.
    """
    hold(tx, room, subject_id)
    last = _last_number(tx, room, subject_id)
    if after is not None and after != last:
        raise OutrunError
    number = last + 1
    said = dict(content or {})
    event = Event(new_id(), consultation, room, subject_id, number, kind, at, by, said)
    envelope = seal(_key(tx, subject_id), _place(event.id, consultation), canonical_json(said))
    row = {
        "id": event.id,
        "consultation": consultation,
        "room": room,
        "subject_id": subject_id,
        "number": number,
        "kind": kind,
        "at": at,
        "by": by,
        "envelope": envelope,
    }
    statement = upserting(tx, chronicle).values(row)
    unless_taken = statement.on_conflict_do_nothing(index_elements=["subject_id", "room", "number"])
    if tx.connection.execute(unless_taken.returning(chronicle.c.id)).one_or_none() is None:
        raise OutrunError
    return event


def rewrite(tx: Transaction, event: Event, content: Mapping[str, Json]) -> None:
    """Let an event say less: what it told of something that is erased. When, by whom and what kind stay."""
    place = _place(event.id, event.consultation)
    envelope = seal(_key(tx, event.subject_id), place, canonical_json(dict(content)))
    this = sa.update(chronicle).where(chronicle.c.id == event.id)
    tx.connection.execute(this.values(envelope=envelope))


def hold(tx: Transaction, room: str, subject_id: UUID) -> None:
    """Until the transaction ends, nobody else writes about this subject."""
    locks.hold(tx, "chronicle", f"{room}|{subject_id}")


def of_subject(tx: Transaction, consultation: str, room: str, subject_id: UUID) -> tuple[Event, ...]:
    """In the order in which they happened."""
    return of_subjects(tx, consultation, room, [subject_id]).get(subject_id, ())


def of_subjects(
    tx: Transaction, consultation: str, room: str, subject_ids: Collection[UUID]
) -> Mapping[UUID, tuple[Event, ...]]:
    """Likewise of each; no entry where nothing happened."""
    asked = {"of_consultation": consultation, "of_room": room, "of_subjects": list(subject_ids)}
    return _by_subject(tx, tx.connection.execute(_of_subjects, asked).all())


def of_room(
    tx: Transaction, consultation: str, room: str, kind: str | None = None
) -> Mapping[UUID, tuple[Event, ...]]:
    """Everything that happened in a room, or all of one kind, by subject, the longest known first."""
    asked = {"of_consultation": consultation, "of_room": room}
    wanted = _of_room if kind is None else _of_room.where(chronicle.c.kind == kind)
    return _by_subject(tx, tx.connection.execute(wanted, asked).all())


def _by_subject(
    tx: Transaction, rows: Collection[sa.Row[*tuple[Any, ...]]]
) -> Mapping[UUID, tuple[Event, ...]]:
    found: defaultdict[UUID, list[Event]] = defaultdict(list)
    for row in rows:
        found[row.subject_id].append(_event(tx, row))
    return {subject: tuple(sorted(events, key=lambda one: one.number)) for subject, events in found.items()}


def _last_number(tx: Transaction, room: str, subject_id: UUID) -> int:
    return int(tx.connection.execute(_last, {"of_subject": subject_id, "of_room": room}).scalar_one())


def _key(tx: Transaction, subject_id: UUID) -> bytes:
    """That of the subject; made with its first event where the subject is no row of its own."""
    fresh, wrapped = tx.keys.new_key(subject_id)
    statement = upserting(tx, data_keys).values(id=subject_id, kek=wrapped.kek, wrapped=wrapped.wrapped)
    unless_there = statement.on_conflict_do_nothing(index_elements=["id"]).returning(data_keys.c.id)
    if tx.connection.execute(unless_there).one_or_none() is not None:
        return fresh
    kept = tx.connection.execute(sa.select(data_keys).where(data_keys.c.id == subject_id)).one()
    return tx.keys.open_key(subject_id, WrappedKey(kept.kek, kept.wrapped))


def _place(event_id: UUID, consultation: str) -> Place:
    return Place(chronicle.name, event_id, "envelope", consultation)


def _event(tx: Transaction, row: sa.Row[*tuple[Any, ...]]) -> Event:
    key = tx.keys.open_key(row.subject_id, WrappedKey(row.kek, row.wrapped))
    content: dict[str, Json] = json.loads(unseal(key, _place(row.id, row.consultation), row.envelope))
    return Event(
        row.id, row.consultation, row.room, row.subject_id, row.number, row.kind, row.at, row.by, content
    )
