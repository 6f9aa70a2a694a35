"""Forms that came when the visit was over. One sealed row for a session, found by the hash of its secret."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from consultkit.records import HeldForm, Json, canonical_json
from consultkit.storage import locks
from consultkit.storage.archive import Transaction
from consultkit.storage.sealing import Place
from consultkit.storage.sessions import hash_of
from consultkit.storage.tables import drafts, held_forms
from consultkit.storage.upsert import upserting

_this = held_forms.c.session_hash == sa.bindparam("this")

_load = sa.select(held_forms.c.content_sealed, held_forms.c.expires_at).where(
    _this, held_forms.c.expires_at > sa.bindparam("now")
)
_delete = sa.delete(held_forms).where(_this)
_is_draft = sa.select(drafts.c.id).where(
    drafts.c.id == sa.bindparam("draft_id"), drafts.c.consultation == sa.bindparam("consultation")
)
_owned = sa.select(drafts.c.id).where(drafts.c.respondent_id == sa.bindparam("respondent_id"))


def lock(tx: Transaction, secret: str) -> None:
    """Until the transaction ends, nobody else changes what is held for this session."""
    locks.hold(tx, held_forms.name, hash_of(secret))


def is_draft(tx: Transaction, consultation: str, draft_id: UUID) -> bool:
    """Whether there is such a draft, of whomever."""
    found = tx.connection.execute(_is_draft, {"draft_id": draft_id, "consultation": consultation})
    return found.one_or_none() is not None


def load(tx: Transaction, secret: str, now: datetime) -> tuple[HeldForm, ...]:
    """What is held for a session, the newest last."""
    return _held(tx, secret, now)[0]


def keep(tx: Transaction, secret: str, forms: Sequence[HeldForm], expires_at: datetime) -> None:
    """Hold these for the session, in place of what was held."""
    this = hash_of(secret)
    sealed = tx.keys.seal_small(place_of(this), content_of(forms))
    insert = upserting(tx, held_forms).values(session_hash=this, content_sealed=sealed, expires_at=expires_at)
    changed = {"content_sealed": sealed, "expires_at": expires_at}
    tx.connection.execute(insert.on_conflict_do_update(index_elements=["session_hash"], set_=changed))


def drop(tx: Transaction, secret: str, path: str, now: datetime) -> None:
    """Forget what is held for the page at this address."""
    forms, expires_at = _held(tx, secret, now)
    _put(tx, secret, [form for form in forms if form.path != path], expires_at)


def move(
    tx: Transaction, old_secret: str, new_secret: str, respondent_id: UUID | None, now: datetime
) -> None:
    """Carry what is held over to the session that takes the old one's place.

    When somebody has signed in, only what belongs to their own drafts; the rest is forgotten.
    """
    forms, expires_at = _held(tx, old_secret, now)
    if forms and respondent_id is not None:
        own = set(tx.connection.scalars(_owned, {"respondent_id": respondent_id}))
        forms = tuple(form for form in forms if form.draft_id in own)
    delete(tx, old_secret)
    _put(tx, new_secret, forms, expires_at)


def delete(tx: Transaction, secret: str) -> None:
    tx.connection.execute(_delete, {"this": hash_of(secret)})


def purge(tx: Transaction, now: datetime) -> int:
    """Forget what has been held long enough."""
    return tx.connection.execute(sa.delete(held_forms).where(held_forms.c.expires_at <= now)).rowcount


def content_of(forms: Sequence[HeldForm]) -> bytes:
    """The bytes that are sealed."""
    return canonical_json([_document(form) for form in forms])


def _held(tx: Transaction, secret: str, now: datetime) -> tuple[tuple[HeldForm, ...], datetime]:
    """And until when."""
    this = hash_of(secret)
    row = tx.connection.execute(_load, {"this": this, "now": now}).one_or_none()
    if row is None:
        return (), now
    return _forms(tx.keys.unseal_small(place_of(this), row.content_sealed)), row.expires_at


def _put(tx: Transaction, secret: str, forms: Sequence[HeldForm], expires_at: datetime) -> None:
    if forms:
        keep(tx, secret, forms, expires_at)
    else:
        delete(tx, secret)


def _document(form: HeldForm) -> Json:
    fields: dict[str, Json] = {name: list(values) for name, values in form.fields.items()}
    return {
        "consultation": form.consultation,
        "draft": str(form.draft_id),
        "path": form.path,
        "fields": fields,
    }


def _forms(content: bytes) -> tuple[HeldForm, ...]:
    return tuple(
        HeldForm(
            consultation=one["consultation"],
            draft_id=UUID(one["draft"]),
            path=one["path"],
            fields={name: tuple(values) for name, values in one["fields"].items()},
        )
        for one in json.loads(content)
    )


def place_of(this: str) -> Place:
    return Place(held_forms.name, this, "content_sealed")
