"""What is known of each file that was handed in; its bytes are in the file store."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from consultkit.records import Attachment, ScanState
from consultkit.storage.archive import Transaction
from consultkit.storage.sealing import Place, WrappedKey
from consultkit.storage.tables import attachments, data_keys, drafts, submissions

_COLUMNS = (
    attachments.c.id,
    attachments.c.draft_id,
    attachments.c.consultation,
    attachments.c.question,
    attachments.c.name_sealed,
    attachments.c.format,
    attachments.c.size,
    attachments.c.sha256,
    attachments.c.state,
    attachments.c.stored_at,
    attachments.c.room,
)
_select = sa.select(*_COLUMNS)
_in_room = attachments.c.room == sa.bindparam("of_room")
_of = _select.where(attachments.c.draft_id == sa.bindparam("of_id"), _in_room).order_by(
    attachments.c.stored_at, attachments.c.id
)
_by_id = _select.where(attachments.c.id == sa.bindparam("id"))
_key = sa.select(data_keys.c.kek, data_keys.c.wrapped).where(data_keys.c.id == sa.bindparam("id"))
_ownerless = sa.and_(
    attachments.c.room == "",
    ~sa.exists().where(drafts.c.id == attachments.c.draft_id),
    ~sa.exists().where(submissions.c.id == attachments.c.draft_id),
)


def insert(tx: Transaction, attachment: Attachment, wrapped: WrappedKey) -> None:
    """With the key of its content, which is to be stored already."""
    key = {"id": attachment.id, "kek": wrapped.kek, "wrapped": wrapped.wrapped}
    tx.connection.execute(sa.insert(data_keys), key)
    row = {
        "id": attachment.id,
        "draft_id": attachment.draft_id,
        "consultation": attachment.consultation,
        "question": attachment.question,
        "name_sealed": tx.keys.seal_small(name_place(attachment.id), attachment.name.encode()),
        "format": attachment.format,
        "size": attachment.size,
        "sha256": attachment.sha256,
        "state": attachment.state.value,
        "stored_at": attachment.stored_at,
        "settled": False,
        "room": attachment.room,
    }
    tx.connection.execute(sa.insert(attachments), row)


def by_id(tx: Transaction, attachment_id: UUID) -> Attachment | None:
    """Whoever asks must have been allowed to: this look-up does not know who it is."""
    row = tx.connection.execute(_by_id, {"id": attachment_id}).one_or_none()
    return None if row is None else _attachment(tx, row)


def of_draft(tx: Transaction, draft_id: UUID) -> tuple[Attachment, ...]:
    """The files of a draft, or of the submission that it became, in the order in which they came."""
    return _all_of(tx, draft_id, room="")


def of_subject(tx: Transaction, room: str, subject_id: UUID) -> tuple[Attachment, ...]:
    """The files of a subject of a room, those too that no event names yet, in the order of coming."""
    return _all_of(tx, subject_id, room)


def key_of(tx: Transaction, attachment_id: UUID) -> bytes | None:
    """The key of its content; None once it is destroyed."""
    row = tx.connection.execute(_key, {"id": attachment_id}).one_or_none()
    return None if row is None else tx.keys.open_key(attachment_id, WrappedKey(row.kek, row.wrapped))


def content_place(attachment: Attachment) -> Place:
    """Where its sealed bytes belong, and the only place where they open."""
    return Place(attachments.name, attachment.id, "content", attachment.consultation)


def set_state(tx: Transaction, attachment_id: UUID, state: ScanState) -> None:
    where = attachments.c.id == attachment_id
    tx.connection.execute(sa.update(attachments).where(where).values(state=state.value))


def to_be_scanned(tx: Transaction, consultation: str, limit: int) -> tuple[UUID, ...]:
    """Put files into quarantine that nobody has scanned; which. No other transaction gets the same."""
    unscanned = attachments.c.state == ScanState.UNSCANNED.value
    found = sa.select(attachments.c.id).where(attachments.c.consultation == consultation, unscanned)
    statement = (
        sa.update(attachments)
        # The state twice: a row that another worker has just taken is looked at again, and left.
        .where(attachments.c.id.in_(found.limit(limit)), unscanned)
        .values(state=ScanState.PENDING.value)
        .returning(attachments.c.id)
    )
    return tuple(tx.connection.execute(statement).scalars())


def delete(tx: Transaction, ids: Collection[UUID]) -> None:
    """The rows and the keys: what the store still holds of them can be read no more."""
    tx.connection.execute(sa.delete(data_keys).where(data_keys.c.id.in_(ids)))
    tx.connection.execute(sa.delete(attachments).where(attachments.c.id.in_(ids)))


def ownerless(tx: Transaction, before: datetime, limit: int) -> tuple[UUID, ...]:
    """Files of drafts that are gone, and of rooms where no event names them, stored before this instant."""
    unnamed = sa.and_(attachments.c.room != "", attachments.c.settled.is_(False))
    gone = sa.or_(_ownerless, unnamed)
    found = sa.select(attachments.c.id).where(gone, attachments.c.stored_at < before).limit(limit)
    return tuple(tx.connection.execute(found).scalars())


def unsettled_submissions(tx: Transaction, limit: int) -> tuple[UUID, ...]:
    """Submissions with files that nobody has looked over since they were sent."""
    found = (
        sa.select(attachments.c.draft_id)
        .join(submissions, submissions.c.id == attachments.c.draft_id)
        .where(attachments.c.settled.is_(False), attachments.c.room == "")
        .distinct()
        .limit(limit)
    )
    return tuple(tx.connection.execute(found).scalars())


def settle(tx: Transaction, draft_id: UUID) -> None:
    """What is left of its files belongs to it for good."""
    where = sa.and_(attachments.c.draft_id == draft_id, attachments.c.room == "")
    tx.connection.execute(sa.update(attachments).where(where).values(settled=True))


def settle_in(tx: Transaction, room: str, subject_id: UUID, ids: Collection[UUID]) -> None:
    """Those of these files that were taken for the subject belong to it for good: an event names them."""
    of_subject = sa.and_(attachments.c.room == room, attachments.c.draft_id == subject_id)
    where = sa.and_(of_subject, attachments.c.id.in_(ids))
    tx.connection.execute(sa.update(attachments).where(where).values(settled=True))


def _all_of(tx: Transaction, of_id: UUID, room: str) -> tuple[Attachment, ...]:
    rows = tx.connection.execute(_of, {"of_id": of_id, "of_room": room})
    return tuple(_attachment(tx, row) for row in rows)


def name_place(attachment_id: UUID) -> Place:
    return Place(attachments.name, attachment_id, "name")


def _attachment(tx: Transaction, row: sa.Row[*tuple[Any, ...]]) -> Attachment:
    return Attachment(
        id=row.id,
        draft_id=row.draft_id,
        consultation=row.consultation,
        question=row.question,
        name=tx.keys.unseal_small(name_place(row.id), row.name_sealed).decode(),
        format=row.format,
        size=row.size,
        sha256=row.sha256,
        state=ScanState(row.state),
        stored_at=row.stored_at,
        room=row.room,
    )
