"""Sessions: what opens one, how long, and what ends it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
import sqlalchemy as sa

from consultkit.errors import NotFoundError
from consultkit.operations import Identities, Sessions
from consultkit.records import Account, Identity, Respondent, Role, Session, SignedIn
from consultkit.storage import Archive, accounts, tables
from consultkit.testing import FixedClock

NOON = datetime(2018, 11, 15, 11, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOON)


@pytest.fixture
def sessions(archive: Archive, clock: FixedClock) -> Sessions:
    return Sessions(archive, clock)


@pytest.fixture
def respondent(archive: Archive, clock: FixedClock) -> Respondent:
    return Identities(archive, clock).respondent_of(Identity("https://fc.example", "abc"), "franceconnect")


def at_desk(official: Account) -> SignedIn:
    return SignedIn(official.respondent, "account", official, opens_desk=True)


@pytest.fixture
def official(archive: Archive) -> Account:
    with archive.writing() as tx:
        account_id = accounts.find_or_create(tx, "agent@ministere.example.fr", NOON).account.id
        for consultation in ("street", "parks"):
            accounts.give_office(tx, account_id, consultation, Role.READER, NOON)
    with archive.reading() as tx:
        kept = accounts.find(tx, account_id)
    assert kept is not None
    return kept.account


def test_a_session_is_found_by_its_secret(sessions: Sessions, respondent: Respondent) -> None:
    session = sessions.begin({"next": "/é"}, SignedIn(respondent, "account"))
    assert sessions.load(session.id) == session
    assert session.respondent == respondent
    assert session.account_id is None


def test_a_secret_is_long_and_never_the_same(sessions: Sessions) -> None:
    secrets = {sessions.begin({}).id for _ in range(20)}
    assert len(secrets) == 20
    assert all(len(secret) >= 43 for secret in secrets)


@pytest.mark.parametrize("secret", ["", "x", "é" * 50, "\ud800", "a" * 10_000])
def test_any_other_secret_opens_nothing(sessions: Sessions, secret: str) -> None:
    sessions.begin({})
    assert sessions.load(secret) is None


def test_a_stolen_table_opens_no_session_and_tells_nothing(archive: Archive, sessions: Sessions) -> None:
    session = sessions.begin({"token": "canary"})
    with archive.reading() as tx:
        rows = tx.connection.execute(sa.select(tables.sessions)).all()
    assert session.id not in repr(rows)
    assert "canary" not in repr(rows)
    assert sessions.load(rows[0].id_hash) is None


def test_an_account_comes_with_its_offices_as_they_are_now(
    archive: Archive, sessions: Sessions, official: Account
) -> None:
    session = sessions.begin({}, at_desk(official))
    assert session.respondent == official.respondent
    with archive.writing() as tx:
        accounts.give_office(tx, official.id, "street", Role.MANAGER, NOON)
    loaded = sessions.load(session.id)
    assert loaded is not None
    assert loaded.account_id == official.id
    assert [(office.consultation, office.role) for office in loaded.offices] == [
        ("parks", Role.READER),
        ("street", Role.MANAGER),
    ]
    assert {office.email for office in loaded.offices} == {"agent@ministere.example.fr"}


def test_loading_takes_one_statement_and_one_more_each_minute(
    archive: Archive, sessions: Sessions, clock: FixedClock, official: Account
) -> None:
    session = sessions.begin({}, at_desk(official))
    said: list[str] = []
    sa.event.listen(archive.engine, "before_cursor_execute", lambda *found: said.append(found[2]))
    for _ in range(3):
        sessions.load(session.id)
    assert len(said) == 3
    clock.move(MINUTE)
    for _ in range(3):
        sessions.load(session.id)
    assert [statement.split()[0] for statement in said[3:]].count("UPDATE") == 1


def test_an_idle_respondent_is_signed_out_after_an_hour(
    sessions: Sessions, clock: FixedClock, respondent: Respondent
) -> None:
    session = sessions.begin({}, SignedIn(respondent, "account"))
    for _ in range(3):
        clock.move(59 * MINUTE)
        assert sessions.load(session.id)
    clock.move(60 * MINUTE)
    assert sessions.load(session.id) is None


def test_an_idle_official_is_signed_out_after_half_an_hour(
    sessions: Sessions, clock: FixedClock, official: Account
) -> None:
    session = sessions.begin({}, at_desk(official))
    for _ in range(3):
        clock.move(29 * MINUTE)
        assert sessions.load(session.id)
    clock.move(30 * MINUTE)
    assert sessions.load(session.id) is None


def test_nobody_stays_for_more_than_twelve_hours(
    sessions: Sessions, clock: FixedClock, respondent: Respondent
) -> None:
    session = sessions.begin({}, SignedIn(respondent, "account"))
    for _ in range(23):
        clock.move(30 * MINUTE)
        assert sessions.load(session.id)
    clock.move(30 * MINUTE)
    assert sessions.load(session.id) is None


def test_signing_in_changes_the_secret(sessions: Sessions, respondent: Respondent) -> None:
    planted = sessions.begin({"next": "/street/"})
    session = sessions.rotate(planted.id, planted.data, SignedIn(respondent, "account"))
    assert session.id != planted.id
    assert sessions.load(planted.id) is None
    assert sessions.load(session.id) == session


def test_signing_in_works_without_a_session_before(sessions: Sessions, respondent: Respondent) -> None:
    assert sessions.load(sessions.rotate(None, {}, SignedIn(respondent, "account")).id)


def test_signing_out_ends_it_for_a_copied_cookie_too(sessions: Sessions, respondent: Respondent) -> None:
    session, other = (sessions.begin({}, SignedIn(respondent, "account")) for _ in range(2))
    sessions.end(session.id)
    sessions.end(session.id)
    assert sessions.load(session.id) is None
    assert sessions.load(other.id)


def test_signing_out_everywhere(sessions: Sessions, official: Account, respondent: Respondent) -> None:
    mine = [sessions.begin({}, at_desk(official)) for _ in range(2)]
    other = sessions.begin({}, SignedIn(respondent, "account"))
    sessions.end_all_of(official.respondent)
    assert [sessions.load(session.id) for session in mine] == [None, None]
    assert sessions.load(other.id)


def test_a_person_sees_their_visits_and_nobody_elses(
    sessions: Sessions, clock: FixedClock, official: Account, respondent: Respondent
) -> None:
    sessions.begin({}, SignedIn(respondent, "franceconnect"), device="Safari, iOS")
    clock.move(5 * MINUTE)
    this = sessions.begin({}, SignedIn(respondent, "account"), device="Firefox, Linux")
    sessions.begin({}, at_desk(official), device="Edge, Windows")
    sessions.begin({})
    newer, older = sessions.of(respondent, this.id)
    assert (newer.device, newer.way, newer.is_this) == ("Firefox, Linux", "account", True)
    assert (older.device, older.way, older.is_this) == ("Safari, iOS", "franceconnect", False)
    assert (older.began_at, newer.seen_at) == (NOON, NOON + 5 * MINUTE)


def test_visits_that_are_over_are_not_listed(
    sessions: Sessions, clock: FixedClock, respondent: Respondent
) -> None:
    this = sessions.begin({}, SignedIn(respondent, "account"))
    sessions.begin({}, SignedIn(respondent, "account"))
    clock.move(40 * MINUTE)
    assert sessions.load(this.id)
    clock.move(20 * MINUTE)
    assert [visit.is_this for visit in sessions.of(respondent, this.id)] == [True]


def test_the_handle_of_a_visit_opens_nothing(sessions: Sessions, respondent: Respondent) -> None:
    session = sessions.begin({}, SignedIn(respondent, "account"))
    (visit,) = sessions.of(respondent, "")
    assert len(visit.handle) == 32
    assert visit.handle not in session.id
    assert sessions.load(visit.handle) is None


def test_one_visit_is_ended_by_its_owner_and_by_nobody_else(
    sessions: Sessions, official: Account, respondent: Respondent
) -> None:
    this, lost = (sessions.begin({}, SignedIn(respondent, "account")) for _ in range(2))
    (handle,) = (visit.handle for visit in sessions.of(respondent, this.id) if not visit.is_this)
    with pytest.raises(NotFoundError):
        sessions.end_one(official.respondent, handle)
    assert sessions.load(lost.id)
    sessions.end_one(respondent, handle)
    assert sessions.load(lost.id) is None
    assert sessions.load(this.id)
    with pytest.raises(NotFoundError):
        sessions.end_one(respondent, handle)


@pytest.mark.parametrize("handle", ["", "%", "_" * 32, "é", "'", "\0"])
def test_no_other_handle_ends_a_visit(sessions: Sessions, respondent: Respondent, handle: str) -> None:
    session = sessions.begin({}, SignedIn(respondent, "account"))
    with pytest.raises(NotFoundError):
        sessions.end_one(respondent, handle)
    assert sessions.load(session.id)


def test_the_other_visits_are_ended_and_this_one_goes_on(
    sessions: Sessions, official: Account, respondent: Respondent
) -> None:
    this, other = (sessions.begin({}, SignedIn(respondent, "account")) for _ in range(2))
    foreign = sessions.begin({}, at_desk(official))
    sessions.end_others(respondent, this.id)
    assert sessions.load(this.id)
    assert sessions.load(other.id) is None
    assert sessions.load(foreign.id)


def test_data_is_kept_and_an_ended_session_stays_ended(sessions: Sessions) -> None:
    session = sessions.begin({})
    session.data["csrf"] = "token"
    sessions.save(session)
    loaded = sessions.load(session.id)
    assert loaded is not None
    assert loaded.data == {"csrf": "token"}
    sessions.end(session.id)
    sessions.save(session)
    assert sessions.load(session.id) is None


def test_saving_makes_nobody_somebody_else(sessions: Sessions, respondent: Respondent) -> None:
    session = sessions.begin({})
    forged = Session(session.id, {}, respondent, uuid4(), (), NOON + timedelta(days=9))
    sessions.save(forged)
    assert sessions.load(session.id) == session


def test_expired_sessions_are_forgotten(archive: Archive, sessions: Sessions, clock: FixedClock) -> None:
    sessions.begin({})
    clock.move(59 * MINUTE)
    kept = sessions.begin({})
    clock.move(MINUTE)
    assert sessions.purge() == 1
    assert sessions.load(kept.id)
    with archive.reading() as tx:
        assert (
            tx.connection.execute(sa.select(sa.func.count()).select_from(tables.sessions)).scalar_one() == 1
        )
