"""Visits. Of the secret in the cookie only its SHA-256 is stored: a stolen table opens no session."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from consultkit.records import Respondent, Session, Visit, canonical_json
from consultkit.storage.accounts import offices_from, open_address
from consultkit.storage.archive import Transaction
from consultkit.storage.sealing import Place
from consultkit.storage.tables import accounts, held_forms, offices, sessions

_this = sessions.c.id_hash == sa.bindparam("this")

# What a provider says of an official opens nothing to who has come by a password: it may not hold any more.
_usable = sa.and_(
    offices.c.account_id == sessions.c.account_id,
    sessions.c.opens_desk,
    sa.or_(offices.c.source == "given", sessions.c.way != "account"),
)
_load = (
    sa.select(
        sessions.c.respondent_id,
        sessions.c.account_id,
        sessions.c.data_sealed,
        sessions.c.created_at,
        sessions.c.seen_at,
        sessions.c.expires_at,
        sessions.c.way,
        sessions.c.device,
        sessions.c.opens_desk,
        accounts.c.email_sealed,
        offices.c.consultation,
        offices.c.role,
        offices.c.serves,
    )
    .select_from(
        sessions.outerjoin(accounts, accounts.c.id == sessions.c.account_id).outerjoin(offices, _usable)
    )
    .where(_this, sessions.c.expires_at > sa.bindparam("now"))
)
_insert = sa.insert(sessions)
_touch = (
    sa.update(sessions).where(_this).values(seen_at=sa.bindparam("now"), expires_at=sa.bindparam("until"))
)
_save = sa.update(sessions).where(_this).values(data_sealed=sa.bindparam("data"))

HANDLE_LENGTH = 32
_handle = sa.func.substr(sessions.c.id_hash, 1, HANDLE_LENGTH)


@dataclass(frozen=True, slots=True)
class KeptSession:
    """A session, when it began and when it was last written down as used."""

    session: Session
    created_at: datetime
    seen_at: datetime


def hash_of(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def load(tx: Transaction, secret: str, now: datetime) -> KeptSession | None:
    """In one statement: the session, who it is, and the offices that they hold now and may use in it."""
    this = hash_of(secret)
    rows = tx.connection.execute(_load, {"this": this, "now": now}).all()
    if not rows:
        return None
    first = rows[0]
    address = "" if first.email_sealed is None else open_address(tx, first.account_id, first.email_sealed)
    session = Session(
        id=secret,
        data=json.loads(tx.keys.unseal_small(place_of(this), first.data_sealed)),
        respondent=None if first.respondent_id is None else Respondent(first.respondent_id),
        account_id=first.account_id,
        offices=offices_from(rows, first.account_id, address),
        expires_at=first.expires_at,
        way=first.way,
        opens_desk=first.opens_desk,
        device=first.device,
    )
    return KeptSession(session, first.created_at, first.seen_at)


def insert(tx: Transaction, session: Session, at: datetime) -> None:
    this = hash_of(session.id)
    tx.connection.execute(
        _insert,
        {
            "id_hash": this,
            "respondent_id": None if session.respondent is None else session.respondent.id,
            "account_id": session.account_id,
            "data_sealed": _sealed(tx, this, session.data),
            "created_at": at,
            "seen_at": at,
            "expires_at": session.expires_at,
            "way": session.way,
            "device": session.device,
            "opens_desk": session.opens_desk,
        },
    )


def touch(tx: Transaction, secret: str, *, at: datetime, expires_at: datetime) -> None:
    tx.connection.execute(_touch, {"this": hash_of(secret), "now": at, "until": expires_at})


def save(tx: Transaction, session: Session) -> None:
    this = hash_of(session.id)
    tx.connection.execute(_save, {"this": this, "data": _sealed(tx, this, session.data)})


def delete(tx: Transaction, secret: str) -> None:
    _end(tx, sessions.c.id_hash == hash_of(secret))


def of_respondent(tx: Transaction, respondent_id: UUID, this_secret: str, now: datetime) -> tuple[Visit, ...]:
    """Those that are open, the one used last first."""
    columns = (
        sessions.c.id_hash,
        sessions.c.created_at,
        sessions.c.seen_at,
        sessions.c.way,
        sessions.c.device,
    )
    open_ones = sa.and_(sessions.c.respondent_id == respondent_id, sessions.c.expires_at > now)
    order = (sessions.c.seen_at.desc(), sessions.c.created_at.desc(), sessions.c.id_hash)
    rows = tx.connection.execute(sa.select(*columns).where(open_ones).order_by(*order))
    this = hash_of(this_secret)
    return tuple(
        Visit(
            handle=row.id_hash[:HANDLE_LENGTH],
            began_at=row.created_at,
            seen_at=row.seen_at,
            way=row.way or "",
            device=row.device,
            is_this=row.id_hash == this,
        )
        for row in rows
    )


def delete_one(tx: Transaction, respondent_id: UUID, handle: str) -> bool:
    """Whether the respondent had one of that handle."""
    where = sa.and_(sessions.c.respondent_id == respondent_id, _handle == handle)
    return bool(_end(tx, where))


def delete_of_respondent(tx: Transaction, respondent_id: UUID, *, except_secret: str | None = None) -> None:
    """All of them, or all but one."""
    where = sessions.c.respondent_id == respondent_id
    if except_secret is not None:
        where = sa.and_(where, sessions.c.id_hash != hash_of(except_secret))
    _end(tx, where)


def delete_of_account(tx: Transaction, account_id: UUID) -> None:
    _end(tx, sessions.c.account_id == account_id)


def purge(tx: Transaction, now: datetime) -> int:
    """Forget the sessions that have expired."""
    return _end(tx, sessions.c.expires_at <= now)


def _end(tx: Transaction, which: sa.ColumnElement[bool]) -> int:
    """With a session goes what it holds; how many they were."""
    ended = sa.select(sessions.c.id_hash).where(which)
    tx.connection.execute(sa.delete(held_forms).where(held_forms.c.session_hash.in_(ended)))
    return tx.connection.execute(sa.delete(sessions).where(which)).rowcount


def _sealed(tx: Transaction, this: str, data: dict[str, str]) -> bytes:
    return tx.keys.seal_small(place_of(this), canonical_json(data))


def place_of(this: str) -> Place:
    return Place(sessions.name, this, "data_sealed")
