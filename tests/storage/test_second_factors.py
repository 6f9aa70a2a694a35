"""A counter moves once, whoever read it before; a secret is bound to its row."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import pytest
import sqlalchemy as sa

from consultkit.records import FactorKind
from consultkit.storage import Archive, SealBrokenError, accounts, second_factors, tables

NOON = datetime(2018, 11, 15, 11, 0, tzinfo=UTC)


@pytest.fixture
def account_id(archive: Archive) -> UUID:
    """An account with two authenticators."""
    with archive.writing() as tx:
        account = accounts.find_or_create(tx, "lea@mairie.example", NOON).account
        for name in ("One", "Other"):
            second_factors.insert(tx, account.id, FactorKind.AUTHENTICATOR, name, name.encode(), 4, NOON)
    return account.id


def test_of_two_who_read_the_same_counter_one_moves_it(archive: Archive, account_id: UUID) -> None:
    with archive.reading() as tx:
        [factor, _] = second_factors.of_account(tx, account_id)
    moved = []
    for _ in range(2):
        with archive.writing() as tx:
            moved.append(second_factors.note_use(tx, factor, 5, NOON))
    assert moved == [True, False]
    with archive.reading() as tx:
        assert sorted(one.counter for one in second_factors.of_account(tx, account_id)) == [4, 5]


def test_a_secret_moved_to_another_row_does_not_open(archive: Archive, account_id: UUID) -> None:
    table = tables.second_factors
    with archive.writing() as tx:
        [factor, other] = second_factors.of_account(tx, account_id)
        sealed = sa.select(table.c.secret_sealed).where(table.c.id == other.id).scalar_subquery()
        tx.connection.execute(sa.update(table).where(table.c.id == factor.id).values(secret_sealed=sealed))
    with archive.reading() as tx, pytest.raises(SealBrokenError):
        second_factors.of_account(tx, account_id)
