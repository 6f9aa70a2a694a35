"""What an account proves beside its password, and the codes for who has lost that."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

import sqlalchemy as sa

from consultkit.records import FactorKind
from consultkit.storage.archive import Transaction
from consultkit.storage.sealing import Place
from consultkit.storage.tables import recovery_codes, second_factors

_of_account = (
    sa.select(second_factors)
    .where(second_factors.c.account_id == sa.bindparam("the_account"))
    .order_by(second_factors.c.created_at, second_factors.c.id)
)


@dataclass(frozen=True, slots=True)
class KeptFactor:
    """One that was confirmed. `secret` is that of an authenticator, or a passkey."""

    id: UUID
    kind: FactorKind
    name: str
    secret: bytes
    counter: int
    created_at: datetime
    used_at: datetime | None


def insert(
    tx: Transaction, account_id: UUID, kind: FactorKind, name: str, secret: bytes, counter: int, at: datetime
) -> None:
    factor_id = uuid4()
    tx.connection.execute(
        sa.insert(second_factors).values(
            id=factor_id,
            account_id=account_id,
            kind=kind.value,
            name=name,
            secret_sealed=tx.keys.seal_small(place_of(factor_id), secret),
            counter=counter,
            created_at=at,
            used_at=at,
        )
    )


def of_account(tx: Transaction, account_id: UUID) -> tuple[KeptFactor, ...]:
    """The oldest first."""
    rows = tx.connection.execute(_of_account, {"the_account": account_id})
    return tuple(
        KeptFactor(
            id=row.id,
            kind=FactorKind(row.kind),
            name=row.name,
            secret=tx.keys.unseal_small(place_of(row.id), row.secret_sealed),
            counter=row.counter,
            created_at=row.created_at,
            used_at=row.used_at,
        )
        for row in rows
    )


def note_use(tx: Transaction, factor: KeptFactor, counter: int, at: datetime) -> bool:
    """Keep its counter. False when it was used meanwhile: of two uses of one code, one counts."""
    where = sa.and_(second_factors.c.id == factor.id, second_factors.c.counter == factor.counter)
    values = {"counter": counter, "used_at": at}
    return tx.connection.execute(sa.update(second_factors).where(where).values(values)).rowcount == 1


def delete(tx: Transaction, account_id: UUID, factor_id: UUID) -> bool:
    """Whether the account had it."""
    where = sa.and_(second_factors.c.id == factor_id, second_factors.c.account_id == account_id)
    return tx.connection.execute(sa.delete(second_factors).where(where)).rowcount == 1


def delete_all(tx: Transaction, account_id: UUID) -> None:
    """The recovery codes too."""
    for table in (second_factors, recovery_codes):
        tx.connection.execute(sa.delete(table).where(table.c.account_id == account_id))


def replace_codes(tx: Transaction, account_id: UUID, codes: Iterable[str]) -> None:
    """Those of before open nothing any more."""
    tx.connection.execute(sa.delete(recovery_codes).where(recovery_codes.c.account_id == account_id))
    rows = [{"account_id": account_id, "code_digest": _digest(tx, account_id, code)} for code in codes]
    tx.connection.execute(sa.insert(recovery_codes), rows)


def use_code(tx: Transaction, account_id: UUID, code: str, at: datetime) -> bool:
    """Whether it was one of the account's that had not been used; it is now."""
    mine = sa.and_(_unused(account_id), recovery_codes.c.code_digest == _digest(tx, account_id, code))
    return tx.connection.execute(sa.update(recovery_codes).where(mine).values(used_at=at)).rowcount == 1


def codes_left(tx: Transaction, account_id: UUID) -> int:
    """How many recovery codes have not been used."""
    count = sa.select(sa.func.count()).select_from(recovery_codes).where(_unused(account_id))
    return tx.connection.execute(count).scalar_one()


def _unused(account_id: UUID) -> sa.ColumnElement[bool]:
    return sa.and_(recovery_codes.c.account_id == account_id, recovery_codes.c.used_at.is_(None))


def _digest(tx: Transaction, account_id: UUID, code: str) -> str:
    return tx.keys.keyed_digest("recovery-code", f"{account_id.hex}:{code}")


def place_of(factor_id: UUID) -> Place:
    return Place(second_factors.name, factor_id, "secret_sealed")
