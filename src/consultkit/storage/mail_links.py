"""Links sent by mail. Each opens once, for the address that it was sent to, until it expires."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias
from uuid import UUID, uuid4

import sqlalchemy as sa

from consultkit.storage.archive import Transaction
from consultkit.storage.sealing import KeyRing, Place
from consultkit.storage.tables import mail_links
from consultkit.storage.upsert import upserting

Purpose: TypeAlias = Literal["choose_password", "leave_address", "take_address", "join", "notice"]
"""What a link does. That of a `notice` opens nothing: it carries the address of a letter without a link."""

_mine = mail_links.c.id == sa.bindparam("link_id")
_open = sa.and_(mail_links.c.used_at.is_(None), mail_links.c.expires_at > sa.bindparam("now"))

_find = sa.select(
    mail_links.c.id,
    mail_links.c.email_sealed,
    mail_links.c.expires_at,
    mail_links.c.purpose,
    mail_links.c.subject_id,
).where(_mine, _open)
_use = sa.update(mail_links).where(_mine, _open).values(used_at=sa.bindparam("now"))


@dataclass(frozen=True, slots=True)
class MailLink:
    """A link that still opens."""

    id: UUID
    address: str
    expires_at: datetime
    purpose: Purpose
    subject_id: UUID | None


def insert(
    tx: Transaction,
    address: str,
    purpose: Purpose,
    *,
    at: datetime,
    expires_at: datetime,
    subject_id: UUID | None = None,
) -> UUID:
    link_id = uuid4()
    insert_once(tx, link_id, address, purpose, at=at, expires_at=expires_at, subject_id=subject_id)
    return link_id


def insert_once(
    tx: Transaction,
    link_id: UUID,
    address: str,
    purpose: Purpose,
    *,
    at: datetime,
    expires_at: datetime,
    subject_id: UUID | None = None,
) -> bool:
    """Under an id of the caller's own. False, and nothing changes, when it is there already."""
    statement = upserting(tx, mail_links).values(
        id=link_id,
        email_index=_index(tx, address),
        email_sealed=tx.keys.seal_small(place_of(link_id), address.encode()),
        created_at=at,
        expires_at=expires_at,
        purpose=purpose,
        subject_id=subject_id,
    )
    unless_there = statement.on_conflict_do_nothing(index_elements=["id"]).returning(mail_links.c.id)
    return tx.connection.execute(unless_there).one_or_none() is not None


def count_since(tx: Transaction, address: str, since: datetime) -> int:
    """How many were made for the address after that instant, notices aside."""
    made = sa.select(sa.func.count()).select_from(mail_links)
    where = sa.and_(_of_address(tx, address), mail_links.c.created_at > since)
    return tx.connection.execute(made.where(where)).scalar_one()


def find(tx: Transaction, link_id: UUID, now: datetime) -> MailLink | None:
    """The link, if it still opens; it stays so."""
    row = tx.connection.execute(_find, {"link_id": link_id, "now": now}).one_or_none()
    if row is None:
        return None
    address = tx.keys.unseal_small(place_of(row.id), row.email_sealed).decode()
    return MailLink(row.id, address, row.expires_at, row.purpose, row.subject_id)


def use(tx: Transaction, link_id: UUID, now: datetime) -> bool:
    """Whether the link still opened; it does not afterwards. Of two uses at once, one finds it."""
    return tx.connection.execute(_use, {"link_id": link_id, "now": now}).rowcount == 1


def kill_all(tx: Transaction, address: str, at: datetime) -> None:
    """No link of this address opens any more."""
    where = sa.and_(_of_address(tx, address), mail_links.c.used_at.is_(None))
    tx.connection.execute(sa.update(mail_links).where(where).values(used_at=at))


def purge(tx: Transaction, before: datetime) -> int:
    """Forget the links that expired before that instant."""
    return tx.connection.execute(sa.delete(mail_links).where(mail_links.c.expires_at < before)).rowcount


def token_of(keys: KeyRing, link_id: UUID) -> str:
    """What the link carries: its id, and a secret that only we can make from it."""
    return f"{link_id.hex}.{keys.keyed_digest('mail-link', link_id.hex)}"


def id_in(keys: KeyRing, token: str) -> UUID | None:
    """The id that a token carries; None when we did not make it."""
    try:
        link_id = UUID(hex=token.partition(".")[0])
    except ValueError:
        return None
    return link_id if hmac.compare_digest(token_of(keys, link_id).encode(), token.encode()) else None


def _of_address(tx: Transaction, address: str) -> sa.ColumnElement[bool]:
    return sa.and_(mail_links.c.email_index == _index(tx, address), mail_links.c.purpose != "notice")


def _index(tx: Transaction, address: str) -> str:
    return tx.keys.keyed_digest("email", address)


def place_of(link_id: UUID) -> Place:
    return Place(mail_links.name, link_id, "email_sealed")
