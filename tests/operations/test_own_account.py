"""Another password, another address, the end of an account: by its owner, and by nobody else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from consultkit.errors import AnswersError, RespondentError, SignInError
from consultkit.operations import Accounts, ErasureJournal, OwnAccount, Sessions
from consultkit.records import Account, Role, SignedIn
from consultkit.storage import Archive, FolderStore, mail_links, tables
from consultkit.testing import FixedClock

NOON = datetime(2018, 11, 15, 11, 0, tzinfo=UTC)
HELENE, OTHER = "helene@exemple.fr", "helene@boutique.example"
GOOD, BETTER = "trois chevaux verts a Saint-Malo", "quatre canards bleus a Roscoff"
SAID = {"origin": "192.0.2.7", "language": "fr"}


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOON)


@pytest.fixture
def accounts(archive: Archive, clock: FixedClock) -> Accounts:
    return Accounts(archive, clock)


@pytest.fixture
def own(archive: Archive, clock: FixedClock, accounts: Accounts, tmp_path: Path) -> OwnAccount:
    return OwnAccount(archive, clock, accounts, ErasureJournal(archive, FolderStore(tmp_path / "files")))


@pytest.fixture
def tokens(archive: Archive) -> Callable[[str], list[str]]:
    """Those of the links of one purpose that were made, the newest last."""

    def read(purpose: str) -> list[str]:
        links = tables.mail_links
        with archive.reading() as tx:
            made = sa.select(links.c.id).where(links.c.purpose == purpose).order_by(links.c.created_at)
            return [mail_links.token_of(tx.keys, link_id) for link_id in tx.connection.scalars(made)]

    return read


@pytest.fixture
def letters(archive: Archive) -> Callable[[], list[str]]:
    """What was posted, by the words of the letters."""

    def read() -> list[str]:
        with archive.reading() as tx:
            payloads = tx.connection.scalars(sa.select(tables.outbox.c.payload)).all()
        return sorted(payload["letter"] for payload in payloads)

    return read


@pytest.fixture
def sign_up(
    accounts: Accounts, tokens: Callable[[str], list[str]], clock: FixedClock
) -> Callable[..., Account]:
    def made(email: str = HELENE) -> Account:
        clock.move(timedelta(seconds=1))
        accounts.ask_link(email, language="fr", consultation=None)
        return accounts.choose_password(tokens("choose_password")[-1], GOOD)

    return made


@pytest.fixture
def helene(sign_up: Callable[..., Account]) -> Account:
    return sign_up()


def test_a_new_password_replaces_the_old_one_and_ends_the_other_visits(
    archive: Archive, accounts: Accounts, own: OwnAccount, clock: FixedClock, helene: Account, letters
) -> None:
    sessions = Sessions(archive, clock)
    who = SignedIn(helene.respondent, "account", helene)
    here, stolen = (sessions.begin({}, who) for _ in range(2))
    own.change_password(helene, GOOD, BETTER, session=here.id, **SAID)
    assert accounts.sign_in(HELENE, BETTER)
    with pytest.raises(SignInError):
        accounts.sign_in(HELENE, GOOD)
    assert sessions.load(here.id)
    assert sessions.load(stolen.id) is None
    assert "password_changed" in letters()


def test_the_present_password_is_asked_for_and_guessing_it_is_slowed_down(
    own: OwnAccount, helene: Account
) -> None:
    codes = []
    for _ in range(8):
        with pytest.raises(SignInError) as refused:
            own.change_password(helene, "wrong password", BETTER, session="", **SAID)
        codes.append(refused.value.code)
    assert codes == ["password_wrong"] * 5 + ["sign_in_wait"] * 3


def test_a_weak_password_changes_nothing(own: OwnAccount, accounts: Accounts, helene: Account) -> None:
    with pytest.raises(AnswersError) as refused:
        own.change_password(helene, GOOD, "azerty", session="", **SAID)
    assert set(refused.value.faults) == {"new"}
    assert accounts.sign_in(HELENE, GOOD)


@pytest.mark.parametrize("first", ["leave_address", "take_address"])
def test_an_address_changes_when_both_ends_have_agreed(
    own: OwnAccount, accounts: Accounts, helene: Account, tokens, letters, first: str
) -> None:
    own.ask_address_change(helene, GOOD, " Helene@Boutique.example", **SAID)
    second = ({"leave_address", "take_address"} - {first}).pop()
    (one,), (two,) = tokens(first), tokens(second)
    assert own.open_address_link(one).address == OTHER
    assert not own.confirm_address(one, language="fr")
    assert accounts.sign_in(HELENE, GOOD).email == HELENE
    with pytest.raises(SignInError):
        own.confirm_address(one, language="fr")
    assert own.confirm_address(two, language="fr")
    assert accounts.sign_in(OTHER, GOOD).id == helene.id
    with pytest.raises(SignInError):
        accounts.sign_in(HELENE, GOOD)
    assert "address_changed" in letters()


def test_an_address_with_an_account_is_told_in_its_letter_alone(
    own: OwnAccount, accounts: Accounts, helene: Account, sign_up, tokens, letters
) -> None:
    paul = sign_up("paul@exemple.fr")
    own.ask_address_change(helene, GOOD, paul.email, **SAID)
    assert tokens("take_address") == []
    assert "address_taken" in letters()
    (leaving,) = tokens("leave_address")
    assert not own.confirm_address(leaving, language="fr")
    assert accounts.sign_in(paul.email, GOOD).id == paul.id


def test_an_address_that_was_taken_meanwhile_is_not_taken_twice(
    own: OwnAccount, accounts: Accounts, helene: Account, sign_up, tokens
) -> None:
    own.ask_address_change(helene, GOOD, OTHER, **SAID)
    assert not own.confirm_address(tokens("leave_address")[0], language="fr")
    taker = tokens("take_address")[0]
    other = sign_up(OTHER)
    with pytest.raises(SignInError):
        own.confirm_address(taker, language="fr")
    assert accounts.sign_in(OTHER, GOOD).id == other.id
    assert accounts.sign_in(HELENE, GOOD).id == helene.id


def test_only_the_last_change_asked_for_counts_and_not_for_ever(
    own: OwnAccount, clock: FixedClock, helene: Account, tokens
) -> None:
    own.ask_address_change(helene, GOOD, "first@exemple.fr", **SAID)
    clock.move(timedelta(minutes=1))
    own.ask_address_change(helene, GOOD, OTHER, **SAID)
    old, new = tokens("take_address")
    with pytest.raises(SignInError):
        own.open_address_link(old)
    assert own.open_address_link(new).address == OTHER
    clock.move(timedelta(hours=24))
    with pytest.raises(SignInError):
        own.open_address_link(new)
    own.purge()


def test_a_change_is_asked_for_by_the_owner_to_another_address(
    own: OwnAccount, helene: Account, tokens
) -> None:
    with pytest.raises(SignInError):
        own.ask_address_change(helene, "wrong password", OTHER, **SAID)
    for wrong in (HELENE, "not an address"):
        with pytest.raises(AnswersError):
            own.ask_address_change(helene, GOOD, wrong, **SAID)
    for _ in range(9):
        own.ask_address_change(helene, GOOD, OTHER, **SAID)
    assert len(tokens("take_address")) == 5


def test_a_link_for_one_thing_does_no_other(
    own: OwnAccount, accounts: Accounts, helene: Account, tokens
) -> None:
    accounts.ask_link(HELENE, language="fr", consultation=None)
    with pytest.raises(SignInError):
        own.confirm_address(tokens("choose_password")[-1], language="fr")
    with pytest.raises(SignInError):
        own.confirm_address("nonsense", language="fr")


def test_an_account_that_is_deleted_leaves_nothing_that_leads_to_its_owner(
    archive: Archive,
    own: OwnAccount,
    accounts: Accounts,
    clock: FixedClock,
    helene: Account,
    sign_up,
    letters,
) -> None:
    paul, sessions = sign_up("paul@exemple.fr"), Sessions(archive, clock)
    here = sessions.begin({}, SignedIn(helene.respondent, "account", helene))
    with pytest.raises(SignInError):
        own.delete(helene, "wrong password", **SAID)
    own.delete(helene, GOOD, **SAID)
    assert sessions.load(here.id) is None
    with pytest.raises(SignInError):
        accounts.sign_in(HELENE, GOOD)
    assert "account_deleted" in letters()
    with archive.reading() as tx:
        left = [
            tx.connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
            for table in (tables.accounts, tables.respondents)
        ]
    assert left == [1, 1]
    assert accounts.sign_in(paul.email, GOOD)
    assert sign_up(HELENE).respondent != helene.respondent


def test_what_was_sent_stays_without_its_sender(campaigns, trees, tmp_path: Path) -> None:
    campaign = campaigns(trees)
    campaign.accounts.ask_link(HELENE, language="fr", consultation="trees")
    with campaign.archive.reading() as tx:
        link_id = tx.connection.execute(sa.select(tables.mail_links.c.id)).scalar_one()
        token = mail_links.token_of(tx.keys, link_id)
    account = campaign.accounts.choose_password(token, GOOD)
    receipt = campaign.contribute_as(account.respondent)
    campaign.intake.begin("trees", account.respondent)
    journal = ErasureJournal(campaign.archive, FolderStore(tmp_path / "files"))
    own = OwnAccount(campaign.archive, campaign.clock, campaign.accounts, journal)
    own.delete(account, GOOD, **SAID)
    with campaign.archive.reading() as tx:
        counts = [
            tx.connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
            for table in (tables.submissions, tables.receipts, tables.drafts)
        ]
    assert counts == [1, 1, 0]
    assert receipt.reference


def test_an_official_leaves_the_desk_before_the_account(
    own: OwnAccount, accounts: Accounts, helene: Account
) -> None:
    accounts.add_official(HELENE, "street", Role.READER, language="fr")
    with pytest.raises(RespondentError, match="works at a desk"):
        own.delete(accounts.sign_in(HELENE, GOOD), GOOD, **SAID)
    assert accounts.sign_in(HELENE, GOOD)
