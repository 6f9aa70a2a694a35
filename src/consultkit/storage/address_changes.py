"""Changes of address under way: one an account, until both mailboxes have agreed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID, uuid4

import sqlalchemy as sa

from consultkit.storage.archive import Transaction
from consultkit.storage.sealing import Place
from consultkit.storage.tables import address_changes

_this = address_changes.c.id == sa.bindparam("change_id")
_find = sa.select(address_changes).where(_this, address_changes.c.expires_at > sa.bindparam("now"))


@dataclass(frozen=True, slots=True)
class AddressChange:
    """A change that has not taken place. `address` is the new one."""

    id: UUID
    account_id: UUID
    address: str
    left_at: datetime | None
    taken_at: datetime | None

    @property
    def is_agreed(self) -> bool:
        """Whether both mailboxes have said so."""
        return self.left_at is not None and self.taken_at is not None


def insert(tx: Transaction, account_id: UUID, address: str, expires_at: datetime) -> UUID:
    """In place of the one that was under way."""
    delete_of_account(tx, account_id)
    change_id = uuid4()
    sealed = tx.keys.seal_small(place_of(change_id), address.encode())
    values = {"id": change_id, "account_id": account_id, "email_sealed": sealed, "expires_at": expires_at}
    tx.connection.execute(sa.insert(address_changes).values(values))
    return change_id


def find(tx: Transaction, change_id: UUID, now: datetime) -> AddressChange | None:
    row = tx.connection.execute(_find, {"change_id": change_id, "now": now}).one_or_none()
    if row is None:
        return None
    address = tx.keys.unseal_small(place_of(row.id), row.email_sealed).decode()
    return AddressChange(row.id, row.account_id, address, row.left_at, row.taken_at)


def agree(tx: Transaction, change_id: UUID, end: Literal["left_at", "taken_at"], at: datetime) -> None:
    """The mailbox at one end has said yes."""
    tx.connection.execute(sa.update(address_changes).where(_this).values({end: at}), {"change_id": change_id})


def delete_of_account(tx: Transaction, account_id: UUID) -> None:
    tx.connection.execute(sa.delete(address_changes).where(address_changes.c.account_id == account_id))


def purge(tx: Transaction, now: datetime) -> int:
    """Forget those that were not agreed upon in time."""
    over = address_changes.c.expires_at <= now
    return tx.connection.execute(sa.delete(address_changes).where(over)).rowcount


def place_of(change_id: UUID) -> Place:
    return Place(address_changes.name, change_id, "email_sealed")
