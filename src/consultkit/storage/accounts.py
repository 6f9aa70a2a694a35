"""Local accounts. An address is found by its keyed digest and kept sealed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa

from consultkit.records import Account, Identity, Official, Respondent, Role
from consultkit.storage.archive import Transaction
from consultkit.storage.sealing import Place
from consultkit.storage.tables import accounts, offices, respondents
from consultkit.storage.upsert import upserting

_columns = (
    accounts.c.id,
    accounts.c.email_sealed,
    accounts.c.password_hash,
    accounts.c.respondent_id,
    offices.c.consultation,
    offices.c.role,
    offices.c.serves,
)
_held = offices.c.account_id == accounts.c.id
_given = sa.and_(_held, offices.c.source == "given")
_with_offices = sa.select(*_columns).select_from(accounts.outerjoin(offices, _given))
_by_address = _with_offices.where(accounts.c.email_index == sa.bindparam("email_index"))
_hash_by_address = sa.select(
    sa.select(accounts.c.password_hash)
    .where(accounts.c.email_index == sa.bindparam("email_index"))
    .scalar_subquery()
)
_by_respondent = _with_offices.where(accounts.c.respondent_id == sa.bindparam("respondent_id"))
_mine = accounts.c.id == sa.bindparam("account_id")
_by_id = _with_offices.where(_mine)
_of_consultation = (
    sa.select(accounts.c.id, accounts.c.email_sealed, offices.c.role, offices.c.serves)
    .select_from(accounts.join(offices, _held))
    .where(offices.c.consultation == sa.bindparam("of_consultation"))
)
_at_provider = sa.select(*_columns).select_from(accounts.outerjoin(offices, _held)).where(_mine)


@dataclass(frozen=True, slots=True)
class KeptAccount:
    """An account, and its password as it is kept; None until one was chosen.

    Its offices are those that were given by name: what a provider gave is for who has come by it.
    """

    account: Account
    password_hash: str | None


def find(tx: Transaction, account_id: UUID) -> KeptAccount | None:
    return _kept(tx, tx.connection.execute(_by_id, {"account_id": account_id}).all())


def find_at_provider(tx: Transaction, account_id: UUID) -> Account | None:
    """With all its offices: of somebody who comes from the provider at this moment."""
    kept = _kept(tx, tx.connection.execute(_at_provider, {"account_id": account_id}).all())
    return kept.account if kept else None


def find_by_address(tx: Transaction, address: str) -> KeptAccount | None:
    return _kept(tx, tx.connection.execute(_by_address, {"email_index": _index(tx, address)}).all())


def password_hash_of(tx: Transaction, address: str) -> str | None:
    """The same work whether there is an account or not: one row, and nothing to open."""
    kept: str | None = tx.connection.execute(
        _hash_by_address, {"email_index": _index(tx, address)}
    ).scalar_one()
    return kept


def find_by_respondent(tx: Transaction, respondent_id: UUID) -> KeptAccount | None:
    return _kept(tx, tx.connection.execute(_by_respondent, {"respondent_id": respondent_id}).all())


def find_or_create(tx: Transaction, address: str, at: datetime) -> KeptAccount:
    """The account of the address, made with its respondent when there is none."""
    kept = find_by_address(tx, address)
    while kept is None:
        _create(tx, address, at)
        kept = find_by_address(tx, address)
    return kept


def set_password(tx: Transaction, account_id: UUID, password_hash: str, at: datetime) -> None:
    """Also notes that the address is confirmed: a password is only ever chosen through a mailed link."""
    confirmed_at = sa.func.coalesce(
        accounts.c.confirmed_at, sa.bindparam("at", at, accounts.c.created_at.type)
    )
    values = {"password_hash": password_hash, "confirmed_at": confirmed_at}
    tx.connection.execute(sa.update(accounts).where(accounts.c.id == account_id).values(values))


def change_address(tx: Transaction, account_id: UUID, address: str) -> None:
    """Raises the database's IntegrityError when another account has it: look first, with the address held."""
    sealed = tx.keys.seal_small(place_of(account_id), address.encode())
    values = {"email_index": _index(tx, address), "email_sealed": sealed}
    tx.connection.execute(sa.update(accounts).where(accounts.c.id == account_id).values(values))


def renew_hash(tx: Transaction, account_id: UUID, *, old: str, new: str) -> None:
    """Keep the same password under other parameters, unless it was changed meanwhile."""
    where = sa.and_(accounts.c.id == account_id, accounts.c.password_hash == old)
    tx.connection.execute(sa.update(accounts).where(where).values(password_hash=new))


def give_office(
    tx: Transaction, account_id: UUID, consultation: str, role: Role, at: datetime, serves: str = ""
) -> None:
    """An account has one role in a consultation: the last one given. `serves` is of roles outside."""
    values = {"account_id": account_id, "consultation": consultation, "created_at": at}
    given = {"role": role.value, "source": "given", "serves": serves}
    statement = upserting(tx, offices).values({**values, **given})
    tx.connection.execute(
        statement.on_conflict_do_update(index_elements=["account_id", "consultation"], set_=given)
    )


def colleagues(tx: Transaction, consultation: str) -> tuple[Official, ...]:
    """Everybody with an office at the consultation, by address."""
    rows = tx.connection.execute(_of_consultation, {"of_consultation": consultation})
    found = [
        Official(row.id, open_address(tx, row.id, row.email_sealed), consultation, Role(row.role), row.serves)
        for row in rows
    ]
    return tuple(sorted(found, key=lambda official: official.email))


def replace_provider_offices(
    tx: Transaction, account_id: UUID, roles: Mapping[str, Role], at: datetime
) -> None:
    """Those that an identity provider's word gives now, by consultation; what was given by name stays."""
    theirs = sa.and_(offices.c.account_id == account_id, offices.c.source == "provider")
    tx.connection.execute(sa.delete(offices).where(theirs))
    for consultation, role in roles.items():
        statement = upserting(tx, offices).values(
            account_id=account_id,
            consultation=consultation,
            role=role.value,
            created_at=at,
            source="provider",
        )
        tx.connection.execute(statement.on_conflict_do_nothing(index_elements=["account_id", "consultation"]))


def create_without_address(
    tx: Transaction, respondent_id: UUID, identity: Identity, shown: str, at: datetime
) -> None:
    """For somebody who comes by a provider only. No letter, password or link ever leads to it.

    It is found by the respondent; `shown` is the address that colleagues see.
    """
    account_id = uuid4()
    tx.connection.execute(
        sa.insert(accounts).values(
            id=account_id,
            email_index=index_without_address(tx, identity.issuer, identity.subject),
            email_sealed=tx.keys.seal_small(place_of(account_id), shown.encode()),
            respondent_id=respondent_id,
            created_at=at,
        )
    )


def index_without_address(tx: Transaction, issuer: str, subject: str) -> str:
    """Stands where others have the digest of their address; no address has it."""
    return tx.keys.keyed_digest("provider", f"{issuer}|{subject}")


def open_address(tx: Transaction, account_id: UUID, sealed: bytes) -> str:
    """The address of an account, from its column `email_sealed`."""
    return tx.keys.unseal_small(place_of(account_id), sealed).decode()


def offices_from(
    rows: Sequence[sa.Row[*tuple[Any, ...]]], account_id: UUID, address: str
) -> tuple[Official, ...]:
    """The offices in rows that were joined with them, by consultation."""
    held = sorted((row.consultation, row.role, row.serves) for row in rows if row.consultation is not None)
    return tuple(Official(account_id, address, of, Role(role), serves) for of, role, serves in held)


def _create(tx: Transaction, address: str, at: datetime) -> None:
    account_id, respondent_id = uuid4(), uuid4()
    tx.connection.execute(sa.insert(respondents).values(id=respondent_id, created_at=at))
    statement = upserting(tx, accounts).values(
        id=account_id,
        email_index=_index(tx, address),
        email_sealed=tx.keys.seal_small(place_of(account_id), address.encode()),
        respondent_id=respondent_id,
        created_at=at,
    )
    statement = statement.on_conflict_do_nothing(index_elements=["email_index"])
    made = tx.connection.execute(statement.returning(accounts.c.id)).scalar_one_or_none()
    if made is None:
        # Somebody made the account at the same moment: its respondent is the one to keep.
        tx.connection.execute(sa.delete(respondents).where(respondents.c.id == respondent_id))


def _kept(tx: Transaction, rows: Sequence[sa.Row[*tuple[Any, ...]]]) -> KeptAccount | None:
    if not rows:
        return None
    first = rows[0]
    address = open_address(tx, first.id, first.email_sealed)
    offices_held = offices_from(rows, first.id, address)
    account = Account(first.id, address, Respondent(first.respondent_id), offices_held)
    return KeptAccount(account, first.password_hash)


def _index(tx: Transaction, address: str) -> str:
    return tx.keys.keyed_digest("email", address)


def place_of(account_id: UUID) -> Place:
    return Place(accounts.name, account_id, "email_sealed")
