"""Accounts: a mailed link, a password, and nothing said to who guesses."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from consultkit.errors import AnswersError, NotFoundError, SignInError
from consultkit.identity import passwords
from consultkit.operations import Accounts, Sessions
from consultkit.records import Account, Role, SignedIn
from consultkit.storage import Archive, mail_links, sign_in_attempts, tables
from consultkit.testing import FixedClock

NOON = datetime(2018, 11, 15, 11, 0, tzinfo=UTC)
GOOD = "kX9!vR2#pL7z"
OTHER = "un deux trois soleil couchant"
HELENE = "helene@exemple.fr"


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOON)


@pytest.fixture
def accounts(archive: Archive, clock: FixedClock) -> Accounts:
    return Accounts(archive, clock)


@pytest.fixture
def letters(archive: Archive) -> Callable[[], list[str]]:
    """The tokens of the letters promised so far, the oldest first."""

    def tokens() -> list[str]:
        outbox, links = tables.outbox, tables.mail_links
        statement = (
            sa.select(outbox.c.subject_id)
            .join(links, links.c.id == outbox.c.subject_id)
            .where(outbox.c.kind == "letter")
            .order_by(links.c.created_at)
        )
        with archive.reading() as tx:
            return [
                mail_links.token_of(tx.keys, found) for found in tx.connection.execute(statement).scalars()
            ]

    return tokens


@pytest.fixture
def link(accounts: Accounts, clock: FixedClock, letters: Callable[[], list[str]]) -> Callable[..., str]:
    """Ask for a link and open the letter."""

    def ask(email: str = HELENE) -> str:
        clock.move(timedelta(milliseconds=1))
        accounts.ask_link(email, language="fr", consultation="street")
        return letters()[-1]

    return ask


@pytest.fixture
def helene(accounts: Accounts, link: Callable[..., str]) -> Account:
    return accounts.choose_password(link(), GOOD)


def test_an_address_a_letter_a_password_and_one_is_signed_in(
    accounts: Accounts, link: Callable[..., str]
) -> None:
    token = link("Helene@Exemple.FR")
    assert accounts.open_link(token) == HELENE
    account = accounts.choose_password(token, GOOD)
    assert account.email == HELENE
    assert accounts.sign_in(" HELENE@exemple.fr", GOOD) == account == accounts.account(account.id)


def test_a_link_does_the_same_with_and_without_an_account(
    archive: Archive, accounts: Accounts, helene: Account
) -> None:
    def statements(email: str) -> list[str]:
        said: list[str] = []

        def note(_connection: object, _cursor: object, statement: str, *_others: object) -> None:
            said.append(statement)

        sa.event.listen(archive.engine, "before_cursor_execute", note)
        accounts.ask_link(email, language="fr", consultation="street")
        sa.event.remove(archive.engine, "before_cursor_execute", note)
        return said

    assert statements(helene.email) == statements("nobody@exemple.fr") != []


def test_asking_makes_no_account(archive: Archive, link: Callable[..., str]) -> None:
    link()
    with archive.reading() as tx:
        assert (
            tx.connection.execute(sa.select(sa.func.count()).select_from(tables.accounts)).scalar_one() == 0
        )


def test_no_address_is_in_the_database(archive: Archive, helene: Account) -> None:
    assert helene.email == HELENE
    with archive.reading() as tx:
        for table in tables.metadata.sorted_tables:
            stored = repr(tx.connection.execute(sa.select(table)).all())
            assert "helene" not in stored, table.name
            assert GOOD not in stored, table.name


def test_a_link_opens_once(accounts: Accounts, link: Callable[..., str]) -> None:
    token = link()
    accounts.choose_password(token, GOOD)
    for use in (lambda: accounts.open_link(token), lambda: accounts.choose_password(token, OTHER)):
        with pytest.raises(SignInError, match="link"):
            use()
    assert accounts.sign_in(HELENE, GOOD)


def test_of_two_uses_at_once_one_wins(archive: Archive, accounts: Accounts, link: Callable[..., str]) -> None:
    token = link()

    def choose(password: str) -> str | None:
        try:
            accounts.choose_password(token, password)
        except SignInError:
            return None
        return password

    with ThreadPoolExecutor(4) as pool:
        kept = [found for found in pool.map(choose, [GOOD, OTHER, GOOD + "1", OTHER + "1"]) if found]
    assert len(kept) == 1
    assert accounts.sign_in(HELENE, kept[0])


def test_two_links_of_one_address_used_at_once_make_one_account(
    archive: Archive, accounts: Accounts, link: Callable[..., str]
) -> None:
    tokens = [link(), link()]

    def choose(token: str) -> Account | None:
        try:
            return accounts.choose_password(token, GOOD)
        except SignInError:
            return None

    with ThreadPoolExecutor(2) as pool:
        made = [found.id for found in pool.map(choose, tokens) if found]
    assert len(made) == 1
    with archive.reading() as tx:
        for table in (tables.accounts, tables.respondents):
            assert tx.connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one() == 1


def test_a_link_dies_after_a_day(accounts: Accounts, clock: FixedClock, link: Callable[..., str]) -> None:
    token = link()
    clock.move(timedelta(hours=24) - timedelta(seconds=1))
    assert accounts.open_link(token)
    clock.move(timedelta(seconds=1))
    with pytest.raises(SignInError):
        accounts.open_link(token)


def test_choosing_a_password_kills_the_older_links(accounts: Accounts, link: Callable[..., str]) -> None:
    older, newer, other = link(), link(), link("paul@exemple.fr")
    accounts.choose_password(newer, GOOD)
    with pytest.raises(SignInError):
        accounts.choose_password(older, OTHER)
    assert accounts.open_link(other) == "paul@exemple.fr"


@pytest.mark.parametrize(
    "spoil",
    [
        lambda token: "",
        lambda token: token[:-1],
        lambda token: token + "0",
        lambda token: token.upper(),
        lambda token: "0" * 32 + token[32:],
        lambda token: token.replace(".", ""),
        lambda token: token.partition(".")[0],
        lambda token: "é" + token,
        lambda token: "\ud800" + token[1:],
    ],
)
def test_a_link_that_we_did_not_make_opens_nothing(
    accounts: Accounts, link: Callable[..., str], spoil: Callable[[str], str]
) -> None:
    with pytest.raises(SignInError):
        accounts.open_link(spoil(link()))


def test_a_weak_password_is_refused_and_the_link_stays_good(
    accounts: Accounts, link: Callable[..., str]
) -> None:
    token = link()
    with pytest.raises(AnswersError) as refused:
        accounts.choose_password(token, "azerty")
    assert refused.value.faults["password"].code == "password_short"
    assert accounts.choose_password(token, GOOD)


@pytest.mark.parametrize("email", ["", "nobody", "a@b"])
def test_what_is_not_an_address_is_said_so(accounts: Accounts, email: str) -> None:
    for ask in (
        lambda: accounts.ask_link(email, language="fr", consultation=None),
        lambda: accounts.add_official(email, "street", Role.READER, language="fr"),
    ):
        with pytest.raises(AnswersError) as refused:
            ask()
        assert set(refused.value.faults) == {"email"}


def test_a_mailbox_is_not_filled(
    accounts: Accounts, clock: FixedClock, letters: Callable[[], list[str]]
) -> None:
    for _ in range(20):
        accounts.ask_link(HELENE, language="fr", consultation="street")
    accounts.ask_link("paul@exemple.fr", language="fr", consultation="street")
    assert len(letters()) == 6
    clock.move(timedelta(hours=1))
    accounts.ask_link(HELENE, language="fr", consultation="street")
    assert len(letters()) == 7


def test_wrong_password_unknown_address_and_no_password_sound_alike(
    accounts: Accounts, helene: Account
) -> None:
    accounts.add_official("new@ministere.example.fr", "street", Role.READER, language="fr")
    said = set()
    for email in (helene.email, "nobody@exemple.fr", "new@ministere.example.fr", "not an address"):
        with pytest.raises(SignInError) as refused:
            accounts.sign_in(email, "wrong password")
        said.add((str(refused.value), refused.value.code))
    assert len(said) == 1


def test_an_unknown_address_costs_a_hash_too(
    accounts: Accounts, helene: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    turns = []
    monkeypatch.setattr(passwords, "_turn", lambda turn=passwords._turn: turns.append(1) or turn())
    for email in (helene.email, "nobody@exemple.fr"):
        with pytest.raises(SignInError):
            accounts.sign_in(email, "wrong password")
    assert len(turns) == 2


def test_guessing_is_slowed_down_for_all_and_the_owner_gets_in(
    accounts: Accounts, clock: FixedClock, helene: Account, link: Callable[..., str]
) -> None:
    looked_at = 0
    for minute in range(60):
        try:
            accounts.sign_in(helene.email, "wrong password", origin=f"192.0.2.{minute}")
        except SignInError as refused:
            looked_at += refused.code == "sign_in_refused"
        clock.move(timedelta(minutes=1))
    assert 5 < looked_at <= 10
    with pytest.raises(SignInError, match="too many tries"):
        accounts.sign_in(helene.email, GOOD)
    accounts.choose_password(link(), OTHER)
    assert accounts.sign_in(helene.email, OTHER)


def test_the_wait_ends_by_itself(accounts: Accounts, clock: FixedClock, helene: Account) -> None:
    for _ in range(5):
        with pytest.raises(SignInError):
            accounts.sign_in(helene.email, "wrong password")
    with pytest.raises(SignInError, match="too many tries") as refused:
        accounts.sign_in(helene.email, GOOD)
    assert refused.value.params == {"minutes": 1}
    clock.move(timedelta(minutes=1))
    assert accounts.sign_in(helene.email, GOOD) == helene
    with pytest.raises(SignInError, match="not right"):
        accounts.sign_in(helene.email, "wrong password")


def test_a_sign_in_of_the_owner_gives_who_guesses_no_new_start(
    accounts: Accounts, clock: FixedClock, helene: Account
) -> None:
    looked_at = 0
    for minute in range(60):
        try:
            accounts.sign_in(helene.email, "wrong password", origin=f"192.0.2.{minute}")
        except SignInError as refused:
            looked_at += refused.code == "sign_in_refused"
        if minute % 10 == 3:
            with suppress(SignInError):
                accounts.sign_in(helene.email, GOOD, origin="198.51.100.1")
        clock.move(timedelta(minutes=1))
    assert 5 < looked_at <= 10


def test_tries_at_another_address_cost_nobody_anything(accounts: Accounts, helene: Account) -> None:
    for _ in range(8):
        with pytest.raises(SignInError):
            accounts.sign_in("paul@exemple.fr", "wrong password")
    assert accounts.sign_in(helene.email, GOOD)


def test_guesses_at_once_do_not_slip_through(
    accounts: Accounts, helene: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    add = sign_in_attempts.add
    # All have counted the tries before the first is written, unless they are kept from it.
    monkeypatch.setattr(sign_in_attempts, "add", lambda *try_: (time.sleep(0.05), add(*try_)))

    def guess(_: int) -> str:
        with pytest.raises(SignInError) as refused:
            accounts.sign_in(helene.email, "wrong password")
        return refused.value.code

    with ThreadPoolExecutor(12) as pool:
        codes = list(pool.map(guess, range(24)))
    assert codes.count("sign_in_refused") == 5


def test_a_new_password_ends_the_sessions_of_the_account(
    archive: Archive, accounts: Accounts, clock: FixedClock, helene: Account, link: Callable[..., str]
) -> None:
    sessions = Sessions(archive, clock)
    stolen = sessions.begin({}, SignedIn(helene.respondent, "account", helene))
    other = accounts.choose_password(link("paul@exemple.fr"), GOOD)
    paul = sessions.begin({}, SignedIn(other.respondent, "account", other))
    accounts.choose_password(link(), OTHER)
    assert sessions.load(stolen.id) is None
    assert sessions.load(paul.id) is not None
    with pytest.raises(SignInError):
        accounts.sign_in(helene.email, GOOD)


def test_a_password_kept_under_old_parameters_is_kept_anew(
    archive: Archive, accounts: Accounts, helene: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stored() -> str:
        with archive.reading() as tx:
            return tx.connection.execute(sa.select(tables.accounts.c.password_hash)).scalar_one()

    before = stored()
    passwords._hasher.cache_clear()
    monkeypatch.setattr(passwords, "PASSES", 3)
    try:
        accounts.sign_in(helene.email, GOOD)
        assert "t=3" in stored() != before
        accounts.sign_in(helene.email, GOOD)
    finally:
        passwords._hasher.cache_clear()


def test_an_official_gets_a_role_and_a_letter(accounts: Accounts, letters: Callable[[], list[str]]) -> None:
    accounts.add_official("Agent@ministere.example.fr", "street", Role.READER, language="fr")
    account = accounts.choose_password(letters()[-1], GOOD)
    assert [(office.consultation, office.role, office.email) for office in account.offices] == [
        ("street", Role.READER, "agent@ministere.example.fr")
    ]
    accounts.add_official("agent@ministere.example.fr", "street", Role.MANAGER, language="fr")
    accounts.add_official("agent@ministere.example.fr", "parks", Role.READER, language="fr")
    offices = accounts.account(account.id).offices
    assert [(office.consultation, office.role) for office in offices] == [
        ("parks", Role.READER),
        ("street", Role.MANAGER),
    ]
    assert len(letters()) == 1


def test_an_official_added_many_times_at_once_is_one_account(archive: Archive, accounts: Accounts) -> None:
    def add(number: int) -> None:
        accounts.add_official("agent@ministere.example.fr", f"street{number}", Role.READER, language="fr")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(add, range(16)))
    with archive.reading() as tx:
        count = sa.select(sa.func.count())
        sizes = [
            tx.connection.execute(count.select_from(table)).scalar_one()
            for table in (tables.accounts, tables.respondents, tables.offices)
        ]
    assert sizes == [1, 1, 16]


def test_an_account_that_is_not_there(accounts: Accounts, helene: Account) -> None:
    with pytest.raises(NotFoundError):
        accounts.account(helene.respondent.id)


def test_what_has_served_is_forgotten(
    archive: Archive, accounts: Accounts, clock: FixedClock, helene: Account, link: Callable[..., str]
) -> None:
    with pytest.raises(SignInError):
        accounts.sign_in(helene.email, "wrong password")
    clock.move(timedelta(days=8))
    fresh = link()
    accounts.purge()
    with archive.reading() as tx:
        count = sa.select(sa.func.count())
        assert tx.connection.execute(count.select_from(tables.mail_links)).scalar_one() == 1
        assert tx.connection.execute(count.select_from(tables.sign_in_attempts)).scalar_one() == 0
    assert accounts.open_link(fresh)
