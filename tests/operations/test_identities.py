"""The persons behind identities: found by issuer and subject, with what was told of them kept sealed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from consultkit.operations import Identities
from consultkit.records import Identity
from consultkit.storage import Archive, tables
from consultkit.testing import FixedClock

NOON = datetime(2018, 11, 15, 11, 0, tzinfo=UTC)
FC = Identity("https://fc.example", "abc")


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOON)


@pytest.fixture
def identities(archive: Archive, clock: FixedClock) -> Identities:
    return Identities(archive, clock)


def count(archive: Archive, table: sa.Table) -> int:
    with archive.reading() as tx:
        size: int = tx.connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
    return size


def test_an_identity_is_one_respondent_whatever_its_address(identities: Identities) -> None:
    at_fc = Identity("https://fc.example", "abc", {"email": "helene@exemple.fr"})
    respondent = identities.respondent_of(at_fc, "franceconnect")
    moved = Identity("https://fc.example", "abc", {"email": "new@exemple.fr"})
    assert respondent == identities.respondent_of(moved, "franceconnect")
    others = {
        identities.respondent_of(Identity("https://pc.example", "abc", at_fc.claims), "proconnect"),
        identities.respondent_of(Identity("https://fc.example", "abd", at_fc.claims), "franceconnect"),
    }
    assert len(others | {respondent}) == 3


def test_a_first_sign_in_from_two_devices_at_once_is_one_respondent(
    archive: Archive, identities: Identities
) -> None:
    def sign_in(_: int) -> object:
        return identities.respondent_of(FC, "franceconnect")

    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(sign_in, range(16)))
    assert len(found) == count(archive, tables.respondents) == 1


def test_what_was_told_is_kept_until_something_else_is(identities: Identities) -> None:
    told = Identity(FC.issuer, FC.subject, {"given_name": "Hélène", "roles": ["agent_public"]})
    respondent = identities.respondent_of(told, "franceconnect")
    assert identities.claims_of(respondent, "franceconnect") == told.claims
    identities.respondent_of(FC, "franceconnect")
    assert identities.claims_of(respondent, "franceconnect") == told.claims
    identities.respondent_of(Identity(FC.issuer, FC.subject, {"email": "h@exemple.fr"}), "franceconnect")
    assert identities.claims_of(respondent, "franceconnect") == {"email": "h@exemple.fr"}


def test_nothing_is_told_by_another_way_or_of_somebody_else(identities: Identities) -> None:
    told = Identity(FC.issuer, FC.subject, {"given_name": "Hélène"})
    respondent = identities.respondent_of(told, "franceconnect")
    other = identities.respondent_of(Identity(FC.issuer, "other"), "franceconnect")
    assert identities.claims_of(respondent, "proconnect") == {}
    assert identities.claims_of(other, "franceconnect") == {}


def test_what_was_told_is_sealed_in_its_row(archive: Archive, identities: Identities) -> None:
    """A name is not readable in a stolen table, and does not open in the row of somebody else."""
    told = Identity(FC.issuer, FC.subject, {"given_name": "Hélène"})
    identities.respondent_of(told, "franceconnect")
    other = identities.respondent_of(Identity(FC.issuer, "other", {"given_name": "Ana"}), "franceconnect")
    column = tables.identities.c.claims_sealed
    with archive.writing() as tx:
        sealed = tx.connection.execute(
            sa.select(column).where(tables.identities.c.subject == FC.subject)
        ).scalar_one()
        tx.connection.execute(sa.update(tables.identities).values(claims_sealed=sealed))
    assert "Hélène".encode() not in sealed
    with pytest.raises(Exception, match="does not open"):
        identities.claims_of(other, "franceconnect")


def test_a_way_says_since_when_and_when_it_was_used(identities: Identities, clock: FixedClock) -> None:
    respondent = identities.respondent_of(FC, "franceconnect")
    clock.move(timedelta(days=2))
    identities.respondent_of(FC, "franceconnect")
    [seen] = identities.ways_of(respondent)
    assert (seen.way, seen.since, seen.used_at) == ("franceconnect", NOON, NOON + timedelta(days=2))
    assert FC.subject not in seen.handle
