"""Exports that officials asked for: how far each is, and where its file is."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from consultkit.records import Export, ExportState, canonical_json, choice_of
from consultkit.storage.archive import Transaction
from consultkit.storage.sealing import Place, WrappedKey
from consultkit.storage.tables import data_keys, exports

_select = sa.select(exports)
_key = sa.select(data_keys.c.kek, data_keys.c.wrapped).where(data_keys.c.id == sa.bindparam("id"))


@dataclass(frozen=True, slots=True)
class Kept:
    """An export as its row has it."""

    export: Export
    file_id: UUID | None
    attempts: int
    """The present one included. It tells whether another worker has taken it over since."""


def insert(tx: Transaction, export: Export) -> None:
    choice = canonical_json(export.choice.content())
    row = {
        "id": export.id,
        "consultation": export.consultation,
        "asked_by": export.asked_by,
        "choice_sealed": tx.keys.seal_small(choice_place(export.id), choice),
        "state": export.state.value,
        "done": 0,
        "total": 0,
        "size": 0,
        "attempts": 0,
        "asked_at": export.asked_at,
        "next_at": export.asked_at,
        "kept_until": export.kept_until,
    }
    tx.connection.execute(sa.insert(exports), row)


def by_id(tx: Transaction, export_id: UUID) -> Kept | None:
    """Whoever asks must have been allowed to: this look-up does not know who it is."""
    row = tx.connection.execute(_select.where(exports.c.id == export_id)).one_or_none()
    return None if row is None else _kept(tx, row)


def of_official(tx: Transaction, consultation: str, asked_by: UUID) -> tuple[Export, ...]:
    """The newest first."""
    theirs = sa.and_(exports.c.consultation == consultation, exports.c.asked_by == asked_by)
    rows = tx.connection.execute(_select.where(theirs).order_by(exports.c.asked_at.desc(), exports.c.id))
    return tuple(_kept(tx, row).export for row in rows)


def outdated(tx: Transaction, now: datetime) -> tuple[Kept, ...]:
    """Those that have been kept long enough."""
    rows = tx.connection.execute(_select.where(exports.c.kept_until < now)).all()
    return tuple(_kept(tx, row) for row in rows)


def anything_due(tx: Transaction, now: datetime) -> bool:
    """Whether a claim would find something: asked first, so that an idle worker takes no lock."""
    return bool(tx.connection.execute(sa.select(sa.exists().where(_due(now)))).scalar_one())


def claim(tx: Transaction, now: datetime, lease: timedelta) -> Kept | None:
    """Take the export that has waited longest, or one whose worker is gone. Nobody else gets it meanwhile."""
    oldest = (
        sa.select(exports.c.id)
        .where(_due(now))
        .order_by(exports.c.next_at, exports.c.id)
        .limit(1)
        .with_for_update(skip_locked=True)
        .scalar_subquery()
    )
    taken = (
        sa.update(exports)
        .where(exports.c.id == oldest)
        .values(
            state=ExportState.MAKING.value,
            next_at=now + lease,
            attempts=exports.c.attempts + 1,
            done=0,
            total=0,
        )
        .returning(*exports.c)
    )
    row = tx.connection.execute(taken).one_or_none()
    return None if row is None else _kept(tx, row)


def begin_file(tx: Transaction, kept: Kept, file_id: UUID, wrapped: WrappedKey) -> None:
    """Where this try writes to; noted first, so that nothing in the file store is without a row."""
    key = {"id": file_id, "kek": wrapped.kek, "wrapped": wrapped.wrapped}
    tx.connection.execute(sa.insert(data_keys), key)
    change(tx, kept, file_id=file_id)


def change(tx: Transaction, kept: Kept, **values: object) -> bool:
    """Of an export that this worker holds. False when it is another's by now, or was thrown away."""
    its = sa.and_(
        exports.c.id == kept.export.id,
        exports.c.attempts == kept.attempts,
        exports.c.state == ExportState.MAKING.value,
    )
    return tx.connection.execute(sa.update(exports).where(its).values(**values)).rowcount == 1


def key_of(tx: Transaction, file_id: UUID) -> bytes | None:
    """None once it is destroyed."""
    row = tx.connection.execute(_key, {"id": file_id}).one_or_none()
    return None if row is None else tx.keys.open_key(file_id, WrappedKey(row.kek, row.wrapped))


def delete_key(tx: Transaction, file_id: UUID) -> None:
    """What the store still holds of the file can be read no more."""
    tx.connection.execute(sa.delete(data_keys).where(data_keys.c.id == file_id))


def delete(tx: Transaction, export_id: UUID) -> None:
    tx.connection.execute(sa.delete(exports).where(exports.c.id == export_id))


def content_place(export: Export, file_id: UUID) -> Place:
    """Where the sealed bytes belong, and the only place where they open."""
    return Place(exports.name, file_id, "content", export.consultation)


def _due(now: datetime) -> sa.ColumnElement[bool]:
    begun = exports.c.state.in_((ExportState.WAITING.value, ExportState.MAKING.value))
    return sa.and_(begun, exports.c.next_at <= now)


def choice_place(export_id: UUID) -> Place:
    return Place(exports.name, export_id, "choice")


def _kept(tx: Transaction, row: sa.Row[*tuple[Any, ...]]) -> Kept:
    choice = json.loads(tx.keys.unseal_small(choice_place(row.id), row.choice_sealed))
    export = Export(
        id=row.id,
        consultation=row.consultation,
        asked_by=row.asked_by,
        choice=choice_of(choice),
        state=ExportState(row.state),
        asked_at=row.asked_at,
        kept_until=row.kept_until,
        done=row.done,
        total=row.total,
        size=row.size,
    )
    return Kept(export, row.file_id, row.attempts)
