"""Guessing from many places at one account, and from one place at many accounts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from consultkit.errors import SignInError
from consultkit.operations import Accounts
from consultkit.operations.throttle import ONE_ORIGIN, network_of
from consultkit.storage import Archive, mail_links, tables
from consultkit.testing import FixedClock

NOON = datetime(2018, 11, 15, 11, 0, tzinfo=UTC)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOON)


@pytest.fixture
def accounts(archive: Archive, clock: FixedClock) -> Accounts:
    return Accounts(archive, clock)


def said(accounts: Accounts, email: str, origin: str) -> str:
    with pytest.raises(SignInError) as refused:
        accounts.sign_in(email, "wrong password", origin=origin)
    return refused.value.code


def test_one_place_cannot_try_all_accounts(accounts: Accounts, clock: FixedClock) -> None:
    codes = [said(accounts, f"person{i}@exemple.fr", "192.0.2.7") for i in range(ONE_ORIGIN.free + 3)]
    assert codes == ["sign_in_refused"] * ONE_ORIGIN.free + ["sign_in_wait"] * 3
    assert said(accounts, "person1@exemple.fr", "192.0.2.8") == "sign_in_refused"
    clock.move(timedelta(minutes=1))
    assert said(accounts, "person99@exemple.fr", "192.0.2.7") == "sign_in_refused"
    assert said(accounts, "person99@exemple.fr", "192.0.2.7") == "sign_in_wait"


def test_a_try_that_must_wait_counts_for_nothing(accounts: Accounts) -> None:
    for i in range(ONE_ORIGIN.free):
        said(accounts, f"person{i}@exemple.fr", "192.0.2.7")
    for _ in range(10):
        assert said(accounts, "owner@exemple.fr", "192.0.2.7") == "sign_in_wait"
    assert said(accounts, "owner@exemple.fr", "198.51.100.1") == "sign_in_refused"


def test_letters_of_one_place_are_limited_and_say_so_alike_for_all(
    accounts: Accounts, clock: FixedClock
) -> None:
    for i in range(20):
        accounts.ask_link(f"person{i}@exemple.fr", language="fr", consultation=None, origin="192.0.2.7")
    for email in ("person1@exemple.fr", "nobody@exemple.fr"):
        with pytest.raises(SignInError, match="Too many letters"):
            accounts.ask_link(email, language="fr", consultation=None, origin="192.0.2.7")
    accounts.ask_link("nobody@exemple.fr", language="fr", consultation=None, origin="192.0.2.8")
    clock.move(timedelta(minutes=5))
    accounts.ask_link("nobody@exemple.fr", language="fr", consultation=None, origin="192.0.2.7")


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:192.0.2.7", "192.0.2.7", True),
        ("192.0.2.7", "192.0.2.8", False),
        ("fe80::1%eth0", "fe80::2", True),
        ("unix", "unix", True),
    ],
)
def test_one_household_is_one_place(one: str, other: str, alike: bool) -> None:
    assert (network_of(one) == network_of(other)) is alike


def test_those_who_come_in_use_up_nothing_of_their_firm(archive: Archive, accounts: Accounts) -> None:
    password = "trois chevaux verts a Saint-Malo"
    accounts.ask_link("owner@exemple.fr", language="fr", consultation=None)
    with archive.reading() as tx:
        link_id = tx.connection.execute(sa.select(tables.mail_links.c.id)).scalar_one()
        token = mail_links.token_of(tx.keys, link_id)
    accounts.choose_password(token, password)
    for _ in range(ONE_ORIGIN.free + 2):
        assert accounts.sign_in("owner@exemple.fr", password, origin="192.0.2.7")
