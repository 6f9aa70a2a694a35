"""Answers on their way. Every look-up names the respondent too: somebody else's draft is never found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from consultkit.records import Draft
from consultkit.storage.archive import Transaction
from consultkit.storage.envelopes import (
    PartedAnswers,
    Row,
    new_envelope,
    open_envelope,
    salt_of,
    seal_envelope,
)
from consultkit.storage.functions import database_clock
from consultkit.storage.sealing import WrappedKey
from consultkit.storage.tables import attachments, data_keys, drafts, provenance, window_events
from consultkit.storage.windows import EVENT_COLUMNS, EVENT_ORDER, Standing, decisions_of, standing_from

_COLUMNS = (
    drafts.c.id,
    drafts.c.consultation,
    drafts.c.respondent_id,
    drafts.c.form_digest,
    drafts.c.open_answers,
    drafts.c.envelope,
    drafts.c.version,
    drafts.c.submit_key,
    drafts.c.created_at,
    drafts.c.updated_at,
    drafts.c.corrects,
    data_keys.c.kek,
    data_keys.c.wrapped,
)
_with_key = drafts.join(data_keys, data_keys.c.id == drafts.c.id)
_with_events = _with_key.outerjoin(window_events, window_events.c.consultation == drafts.c.consultation)
_mine = drafts.c.respondent_id == sa.bindparam("respondent_id")
_this = sa.and_(drafts.c.id == sa.bindparam("draft_id"), _mine)

_find = sa.select(*_COLUMNS).select_from(_with_key).where(_this)
_look = (
    sa.select(*_COLUMNS, database_clock(), *EVENT_COLUMNS)
    .select_from(_with_events)
    .where(_this)
    .order_by(*EVENT_ORDER)
)
_of_respondent = (
    sa.select(*_COLUMNS)
    .select_from(_with_key)
    .where(_mine, drafts.c.consultation == sa.bindparam("consultation"))
    .order_by(drafts.c.updated_at.desc(), drafts.c.id)
)
_correcting = (
    sa.select(*_COLUMNS).select_from(_with_key).where(_mine, drafts.c.corrects == sa.bindparam("reference"))
)
_insert = sa.insert(drafts)
_insert_key = sa.insert(data_keys)
_as_seen = sa.and_(drafts.c.id == sa.bindparam("draft_id"), drafts.c.version == sa.bindparam("seen_version"))
_update = (
    sa.update(drafts)
    .where(_as_seen, decisions_of(sa.bindparam("of_consultation")) == sa.bindparam("seen_events"))
    .values({name: sa.bindparam(name) for name in ("open_answers", "envelope", "version", "updated_at")})
    .values(page=sa.func.coalesce(sa.bindparam("saved_page", type_=sa.Text()), drafts.c.page))
)
_move = (
    sa.update(drafts)
    .where(_as_seen)
    .values({name: sa.bindparam(name) for name in ("form_digest", "open_answers", "envelope", "version")})
)
_delete = sa.delete(drafts).where(_this)
_delete_provenance = sa.delete(provenance).where(provenance.c.contribution_id == sa.bindparam("draft_id"))
_delete_key = sa.delete(data_keys).where(data_keys.c.id == sa.bindparam("draft_id"))
_files = sa.select(attachments.c.id).where(attachments.c.draft_id == sa.bindparam("draft_id"))
_delete_keys_of_files = sa.delete(data_keys).where(data_keys.c.id.in_(_files))


class AlreadyBegunError(Exception):
    """There is a draft that corrects the same contribution."""


@dataclass(frozen=True, slots=True)
class Look:
    """A draft, and all that its window is judged by, as they were together at one instant."""

    draft: Draft
    wrapped: WrappedKey
    standing: Standing


def find(tx: Transaction, draft_id: UUID, respondent_id: UUID) -> Draft | None:
    row = tx.connection.execute(_find, {"draft_id": draft_id, "respondent_id": respondent_id}).one_or_none()
    return None if row is None else _draft(tx, row)


def look(tx: Transaction, draft_id: UUID, respondent_id: UUID) -> Look | None:
    """What is written on the strength of a look must make sure that nothing has changed since: see `update`
    and `accepting.accept`. So nobody waits for anybody."""
    rows = tx.connection.execute(_look, {"draft_id": draft_id, "respondent_id": respondent_id}).all()
    if not rows:
        return None
    first = rows[0]
    return Look(_draft(tx, first), WrappedKey(first.kek, first.wrapped), standing_from(rows))


def of_respondent(tx: Transaction, consultation: str, respondent_id: UUID) -> tuple[Draft, ...]:
    """The one saved last comes first."""
    owner = {"consultation": consultation, "respondent_id": respondent_id}
    return tuple(_draft(tx, row) for row in tx.connection.execute(_of_respondent, owner))


def correcting(tx: Transaction, reference: str, respondent_id: UUID) -> Draft | None:
    """The correction begun of what has this reference."""
    asked = {"reference": reference, "respondent_id": respondent_id}
    row = tx.connection.execute(_correcting, asked).one_or_none()
    return None if row is None else _draft(tx, row)


def insert_correction(tx: Transaction, draft: Draft, answers: PartedAnswers) -> None:
    """Raises AlreadyBegunError; the transaction must then be undone."""
    try:
        insert(tx, draft, answers)
    except sa.exc.IntegrityError as error:
        raise AlreadyBegunError from error


def insert(tx: Transaction, draft: Draft, answers: PartedAnswers) -> None:
    wrapped, envelope = new_envelope(tx.keys, _row(draft), answers.protected)
    tx.connection.execute(_insert_key, {"id": draft.id, "kek": wrapped.kek, "wrapped": wrapped.wrapped})
    tx.connection.execute(
        _insert,
        {
            "id": draft.id,
            "consultation": draft.consultation,
            "respondent_id": draft.respondent_id,
            "form_digest": draft.form_digest,
            "open_answers": answers.open,
            "envelope": envelope,
            "version": draft.version,
            "submit_key": draft.submit_key,
            "created_at": draft.created_at,
            "updated_at": draft.updated_at,
            "corrects": draft.corrects or None,
        },
    )


def update(
    tx: Transaction, look: Look, answers: PartedAnswers, *, at: datetime, page: str | None = None
) -> bool:
    """Save the next version, with the page that it was given on.

    False, with nothing saved, when the draft or its window changed meanwhile.
    """
    values = {
        **_next_version(tx, look, answers),
        "of_consultation": look.draft.consultation,
        "seen_events": len(look.standing.events),
        "updated_at": at,
        "saved_page": page,
    }
    return bool(tx.connection.execute(_update, values).rowcount)


def move(tx: Transaction, look: Look, form_digest: str, answers: PartedAnswers) -> bool:
    """Let it answer another form, with the same answers. False when it was saved meanwhile."""
    values = {**_next_version(tx, look, answers), "form_digest": form_digest}
    return bool(tx.connection.execute(_move, values).rowcount)


def _next_version(tx: Transaction, look: Look, answers: PartedAnswers) -> dict[str, object]:
    row = _row(look.draft)
    return {
        "draft_id": look.draft.id,
        "seen_version": look.draft.version,
        "open_answers": answers.open,
        "envelope": seal_envelope(tx.keys.open_key(row.id, look.wrapped), row, answers.protected),
        "version": look.draft.version + 1,
    }


def delete(tx: Transaction, draft_id: UUID, respondent_id: UUID) -> bool:
    """Whether there was one. Its key is destroyed with it: nothing of it can be read in a backup either."""
    gone = tx.connection.execute(_delete, {"draft_id": draft_id, "respondent_id": respondent_id}).rowcount
    if gone:
        tx.connection.execute(_delete_key, {"draft_id": draft_id})
        tx.connection.execute(_delete_provenance, {"draft_id": draft_id})
        tx.connection.execute(_delete_keys_of_files, {"draft_id": draft_id})
    return bool(gone)


def counts_by_page(tx: Transaction, consultation: str) -> dict[str, int]:
    """How many were saved last on each page, by its id; those on which nothing was saved have the page ""."""
    page = sa.func.coalesce(drafts.c.page, "")
    new_ones = sa.and_(drafts.c.consultation == consultation, drafts.c.corrects.is_(None))
    counted = sa.select(page, sa.func.count()).where(new_ones).group_by(page)
    return {row[0]: row[1] for row in tx.connection.execute(counted)}


def counts_by_form(tx: Transaction, consultation: str) -> dict[str, int]:
    """How many answer each form, by its digest."""
    counted = (
        sa.select(drafts.c.form_digest, sa.func.count())
        .where(drafts.c.consultation == consultation)
        .group_by(drafts.c.form_digest)
    )
    return {row[0]: row[1] for row in tx.connection.execute(counted)}


def _row(draft: Draft) -> Row:
    return Row(drafts.name, draft.id, draft.consultation)


def _draft(tx: Transaction, row: sa.Row[*tuple[Any, ...]]) -> Draft:
    wrapped = WrappedKey(row.kek, row.wrapped)
    protected = open_envelope(tx.keys, Row(drafts.name, row.id, row.consultation), wrapped, row.envelope)
    return Draft(
        id=row.id,
        consultation=row.consultation,
        respondent_id=row.respondent_id,
        form_digest=row.form_digest,
        answers={**row.open_answers, **protected},
        version=row.version,
        submit_key=row.submit_key,
        created_at=row.created_at,
        updated_at=row.updated_at,
        corrects=row.corrects or "",
        salt=salt_of(tx.keys, row.id, wrapped),
    )
