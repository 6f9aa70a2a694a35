"""Ways that lead to one person: joined by proof, never mixing two persons, never left at none."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
import sqlalchemy as sa

from consultkit.errors import AnswersError, NotFoundError, RespondentError, SignInError
from consultkit.operations import Joining, Sessions
from consultkit.records import Account, Identity, Respondent, Role, SignedIn
from consultkit.storage import identities, mail_links, tables

GOOD = "trois chevaux verts a Saint-Malo"
FC, PC = "franceconnect", "proconnect"
MAIL = "elise@shop.example"


@pytest.fixture
def campaign(campaigns, trees):
    return campaigns(trees)


@pytest.fixture
def joining(campaign) -> Joining:
    return Joining(campaign.archive, campaign.clock, campaign.accounts)


@pytest.fixture
def token(campaign) -> Callable[[str], str]:
    def newest(purpose: str) -> str:
        links = tables.mail_links
        with campaign.archive.reading() as tx:
            made = sa.select(links.c.id).where(links.c.purpose == purpose, links.c.used_at.is_(None))
            return mail_links.token_of(tx.keys, tx.connection.scalars(made).one())

    return newest


@pytest.fixture
def account(campaign, token) -> Account:
    campaign.accounts.ask_link(MAIL, language="fr", consultation="trees")
    return campaign.accounts.choose_password(token("choose_password"), GOOD)


def identity(subject: str = "abc") -> Identity:
    return Identity(f"https://{subject}.example", subject)


def ways(campaign, person: Respondent) -> list[str]:
    return [one.way for one in campaign.identities.ways_of(person)]


def by_password(joining: Joining, person: Respondent, password: str = GOOD) -> Account:
    return joining.join_by_password(person, MAIL, password, origin="", language="fr")


def test_who_is_signed_in_adds_another_way(campaign, joining: Joining, account: Account) -> None:
    assert joining.add_identity(identity(), FC, account.respondent, language="fr") == account.respondent
    assert campaign.identities.respondent_of(identity(), FC) == account.respondent
    assert ways(campaign, account.respondent) == ["account", FC]


def test_a_password_proves_control_of_an_account(campaign, joining: Joining, account: Account) -> None:
    mine = campaign.identities.respondent_of(identity(), FC)
    with pytest.raises(SignInError):
        by_password(joining, mine, "not this one, surely")
    assert ways(campaign, mine) == [FC]
    joined = by_password(joining, mine)
    assert ways(campaign, joined.respondent) == ["account", FC]
    assert campaign.identities.respondent_of(identity(), FC) == joined.respondent
    assert campaign.accounts.sign_in(MAIL, GOOD).respondent == joined.respondent


@pytest.mark.parametrize("contributor", ["identity", "account"])
def test_who_has_contributed_stays_and_loses_nothing(
    campaign, joining: Joining, account: Account, contributor: str
) -> None:
    mine = campaign.identities.respondent_of(identity(), FC)
    busy = mine if contributor == "identity" else account.respondent
    receipt = campaign.contribute_as(busy)
    joined = by_password(joining, mine)
    assert joined.respondent == busy
    assert [one.reference for one in campaign.intake.receipts("trees", busy)] == [receipt.reference]
    assert campaign.accounts.sign_in(MAIL, GOOD).respondent == busy


def test_two_who_have_both_contributed_stay_two(campaign, joining: Joining, account: Account) -> None:
    mine = campaign.identities.respondent_of(identity(), FC)
    for person in (mine, account.respondent):
        campaign.contribute_as(person)
    with pytest.raises(RespondentError, match="cannot become one"):
        by_password(joining, mine)
    assert ways(campaign, mine) == [FC]
    assert ways(campaign, account.respondent) == ["account"]


def test_an_identity_of_somebody_with_an_account_is_not_taken_from_them(
    campaign, joining: Joining, account: Account, token
) -> None:
    joining.add_identity(identity(), FC, account.respondent, language="fr")
    campaign.accounts.ask_link("paul@shop.example", language="fr", consultation="trees")
    paul = campaign.accounts.choose_password(token("choose_password"), GOOD)
    with pytest.raises(RespondentError, match="cannot become one"):
        joining.add_identity(identity(), FC, paul.respondent, language="fr")
    assert campaign.identities.respondent_of(identity(), FC) == account.respondent


def test_the_visits_of_both_end_when_two_become_one(campaign, joining: Joining, account: Account) -> None:
    sessions = Sessions(campaign.archive, campaign.clock)
    mine = campaign.identities.respondent_of(identity(), FC)
    begun = [
        sessions.begin({}, SignedIn(mine, FC)),
        sessions.begin({}, SignedIn(account.respondent, "account", account)),
    ]
    by_password(joining, mine)
    assert [sessions.load(session.id) for session in begun] == [None, None]


def test_a_link_joins_only_for_who_asked_for_it(campaign, joining: Joining, account: Account, token) -> None:
    victim, attacker = (campaign.identities.respondent_of(identity(name), FC) for name in ("v", "a"))
    joining.ask_join(attacker, MAIL, language="fr", consultation="trees", origin="")
    asked = token("join")
    for opening in (
        lambda: joining.open_join(asked, victim),
        lambda: joining.join_by_link(asked, victim, "", language="fr"),
        lambda: joining.join_by_link(asked, account.respondent, "", language="fr"),
    ):
        with pytest.raises(SignInError):
            opening()
    assert ways(campaign, account.respondent) == ["account"]
    assert joining.open_join(asked, attacker) == (MAIL, True)


def test_the_mailed_link_proves_control_once(campaign, joining: Joining, account: Account, token) -> None:
    mine = campaign.identities.respondent_of(identity(), FC)
    joining.ask_join(mine, MAIL, language="fr", consultation="trees", origin="")
    link = token("join")
    joined = joining.join_by_link(link, mine, "", language="fr")
    assert ways(campaign, joined.respondent) == ["account", FC]
    with pytest.raises(SignInError):
        joining.join_by_link(link, joined.respondent, "", language="fr")


def test_a_link_makes_an_account_where_there_is_none(campaign, joining: Joining, token) -> None:
    mine = campaign.identities.respondent_of(identity(), FC)
    receipt = campaign.contribute_as(mine)
    joining.ask_join(mine, "new@shop.example", language="fr", consultation="trees", origin="")
    link = token("join")
    assert joining.open_join(link, mine) == ("new@shop.example", False)
    with pytest.raises(AnswersError):
        joining.join_by_link(link, mine, "azerty", language="fr")
    joined = joining.join_by_link(link, mine, GOOD, language="fr")
    assert joined.respondent == mine
    assert campaign.accounts.sign_in("new@shop.example", GOOD).respondent == mine
    assert campaign.intake.receipts("trees", mine)[0].reference == receipt.reference


def test_letters_to_join_are_limited_and_do_not_tell_who_has_an_account(
    campaign, joining: Joining, account: Account
) -> None:
    mine = campaign.identities.respondent_of(identity(), FC)
    for email in (MAIL, "nobody@shop.example"):
        for _ in range(9):
            joining.ask_join(mine, email, language="fr", consultation="trees", origin="")
    with campaign.archive.reading() as tx:
        made = sa.select(sa.func.count()).where(tables.mail_links.c.purpose == "join")
        assert tx.connection.execute(made).scalar_one() == 10 - 1


def test_the_last_way_stays(campaign, joining: Joining, account: Account) -> None:
    mine = campaign.identities.respondent_of(identity(), FC)
    [only] = campaign.identities.ways_of(mine)
    with pytest.raises(RespondentError, match="only way"):
        joining.part(mine, only.handle, language="fr")
    person = by_password(joining, mine).respondent
    with pytest.raises(NotFoundError):
        joining.part(person, "0" * 32, language="fr")
    joining.part(person, only.handle, language="fr")
    assert ways(campaign, person) == ["account"]
    assert campaign.identities.respondent_of(identity(), FC) != person


def test_somebody_elses_way_cannot_be_removed(campaign, joining: Joining, account: Account) -> None:
    joining.add_identity(identity(), FC, account.respondent, language="fr")
    stranger = campaign.identities.respondent_of(identity("s"), FC)
    joining.add_identity(identity("t"), PC, stranger, language="fr")
    [_account, theirs] = campaign.identities.ways_of(account.respondent)
    with pytest.raises(NotFoundError):
        joining.part(stranger, theirs.handle, language="fr")


def test_of_two_who_part_at_once_one_way_stays(campaign, joining: Joining) -> None:
    mine = campaign.identities.respondent_of(identity("a"), FC)
    joining.add_identity(identity("b"), PC, mine, language="fr")
    handles = [one.handle for one in campaign.identities.ways_of(mine)]

    def part(handle: str) -> bool:
        try:
            joining.part(mine, handle, language="fr")
        except RespondentError:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(part, handles)) == [False, True]
    assert len(ways(campaign, mine)) == 1


def test_an_account_with_a_second_factor_is_not_joined_by_less(
    campaign, joining: Joining, account: Account
) -> None:
    factor = {
        "id": uuid4(),
        "account_id": account.id,
        "kind": "totp",
        "name": "phone",
        "secret_sealed": b"",
        "created_at": campaign.clock.now(),
    }
    with campaign.archive.writing() as tx:
        tx.connection.execute(sa.insert(tables.second_factors).values(factor))
    mine = campaign.identities.respondent_of(identity(), FC)
    with pytest.raises(RespondentError, match="more than a password"):
        by_password(joining, mine)
    assert ways(campaign, mine) == [FC]


@pytest.fixture
def official(campaign, account: Account) -> Account:
    """Works at the desk, and has joined FranceConnect."""
    campaign.accounts.add_official(MAIL, "trees", Role.READER, language="fr")
    with campaign.archive.writing() as tx:
        identities.add(tx, identity("theirs"), FC, account.respondent.id, campaign.clock.now())
    return campaign.accounts.account(account.id)


def test_no_way_to_a_desk_is_added_from_a_visit_that_opens_none(
    campaign, joining: Joining, official: Account
) -> None:
    """ProConnect opens the desk: it is not joined by who has come by FranceConnect alone."""
    with pytest.raises(RespondentError, match="more than a password"):
        joining.add_identity(identity("attacker"), PC, official.respondent, language="fr")
    joining.add_identity(identity("own"), PC, official.respondent, language="fr", proved=official)
    assert ways(campaign, official.respondent) == ["account", FC, PC]


def test_an_official_is_not_reached_through_their_weaker_way(
    campaign, joining: Joining, official: Account
) -> None:
    """The reverse: whoever has their FranceConnect joins it to an identity of their own."""
    attacker = campaign.identities.respondent_of(identity("attacker"), PC)
    with pytest.raises(RespondentError, match="more than a password"):
        joining.add_identity(identity("theirs"), FC, attacker, language="fr")
    assert campaign.identities.respondent_of(identity("attacker"), PC) == attacker
    assert ways(campaign, official.respondent) == ["account", FC]
