"""Officials by ProConnect: an office for who belongs to the service, as long as ProConnect says so."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from consultkit.errors import ConsultationFileError, SignInError
from consultkit.identity import hash_password
from consultkit.operations import Joining, Officials, Sessions
from consultkit.records import Identity, Json, Role, SignedIn
from consultkit.storage import accounts, identities, mail_links, tables

SERVICE = "00012004800012"
RULES = f"""
desk:
  proconnect:
    - {{organisation: "{SERVICE}", gives: reader}}
    - {{organisation: "000 120 048 00012", role: agent_public_etat, gives: caseworker}}
"""


@pytest.fixture
def campaign(campaigns, trees):
    return campaigns(trees + RULES)


@pytest.fixture
def officials(campaign) -> Officials:
    return Officials(campaign.archive, campaign.forms, campaign.clock)


def solene(siret: str = SERVICE, roles: Json = None, email: str = "solene@ministere.example.fr") -> Identity:
    claims = {"siret": siret, "roles": [] if roles is None else roles, "email": email}
    return Identity("https://pc.example", "solene", claims)


def roles_of(officials: Officials, identity: Identity) -> dict[str, Role]:
    return {one.consultation: one.role for one in officials.sign_in(identity, "proconnect").offices}


def test_who_belongs_to_the_service_has_the_highest_office_that_holds(officials: Officials) -> None:
    assert roles_of(officials, solene()) == {"trees": Role.READER}
    assert roles_of(officials, solene(roles=["agent_public", "agent_public_etat"])) == {
        "trees": Role.CASEWORKER
    }


@pytest.mark.parametrize(
    "claims",
    [
        {},
        {"siret": "73282932000074", "roles": ["agent_public_etat"]},
        {"siret": SERVICE[:9], "roles": ["agent_public_etat"]},
        {"siret": [SERVICE]},
        {"email": "solene@ministere.example.fr"},
    ],
)
def test_nobody_else_has_one_and_nothing_is_kept_of_them(
    campaign, officials: Officials, claims: dict[str, Json]
) -> None:
    with pytest.raises(SignInError, match="does not open the desk"):
        officials.sign_in(Identity("https://pc.example", "x", claims), "proconnect")
    with campaign.archive.reading() as tx:
        for table in (tables.accounts, tables.identities, tables.respondents):
            assert tx.connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one() == 0


def test_who_leaves_the_service_loses_the_office(officials: Officials) -> None:
    account = officials.sign_in(solene(), "proconnect")
    with pytest.raises(SignInError):
        officials.sign_in(solene(siret="73282932000074"), "proconnect")
    assert officials.sign_in(solene(), "proconnect").id == account.id


def test_their_account_opens_by_nothing_else(campaign, officials: Officials) -> None:
    """An agent's address, told by ProConnect, must not become an account that a letter opens."""
    account = officials.sign_in(solene(), "proconnect")
    assert account.email == "solene@ministere.example.fr"
    campaign.accounts.ask_link(account.email, language="fr", consultation=None)
    with campaign.archive.reading() as tx:
        link_id = tx.connection.execute(sa.select(tables.mail_links.c.id)).scalar_one()
        token = mail_links.token_of(tx.keys, link_id)
    other = campaign.accounts.choose_password(token, "trois chevaux verts a Saint-Malo")
    assert (other.id != account.id, other.offices) == (True, ())


def test_an_office_given_by_name_stays(campaign, officials: Officials) -> None:
    account = officials.sign_in(solene(), "proconnect")
    with campaign.archive.writing() as tx:
        accounts.give_office(tx, account.id, "trees", Role.MANAGER, campaign.clock.now())
    assert roles_of(officials, solene()) == {"trees": Role.MANAGER}
    assert roles_of(officials, solene(siret="73282932000074")) == {"trees": Role.MANAGER}


def test_what_proconnect_gave_serves_only_who_has_come_by_it(campaign, officials: Officials) -> None:
    """Who has left the service and still knows a password does not stay at the desk by it."""
    password = "trois chevaux verts a Saint-Malo"
    sessions = Sessions(campaign.archive, campaign.clock)
    with campaign.archive.writing() as tx:
        account = accounts.find_or_create(tx, "solene@ministere.example.fr", campaign.clock.now()).account
        accounts.set_password(tx, account.id, hash_password(password), campaign.clock.now())
        identities.add(tx, solene(), "proconnect", account.respondent.id, campaign.clock.now())
    by_provider = officials.sign_in(solene(), "proconnect")
    by_password = campaign.accounts.sign_in(account.email, password)
    assert (by_provider.id, by_password.offices) == (account.id, ())
    visits = [
        SignedIn(account.respondent, way, by_provider, opens_desk=True) for way in ("proconnect", "account")
    ]
    secrets = [sessions.begin({}, who).id for who in visits]
    assert [len(sessions.load(secret).offices) for secret in secrets] == [1, 0]


def test_who_has_parted_with_proconnect_can_come_again(campaign, officials: Officials) -> None:
    account = officials.sign_in(solene(), "proconnect")
    joining = Joining(campaign.archive, campaign.clock, campaign.accounts)
    joining.add_identity(
        Identity("https://fc.example", "s"), "franceconnect", account.respondent, language="fr"
    )
    ways = {one.way: one for one in campaign.identities.ways_of(account.respondent)}
    joining.part(account.respondent, ways["proconnect"].handle, language="fr")
    assert campaign.accounts.of_respondent(account.respondent) is None
    again = officials.sign_in(solene(), "proconnect")
    assert again.respondent != account.respondent


@pytest.mark.parametrize(
    ("written", "what"),
    [
        ("{organisation: '123'}", "is not a SIRET number"),
        (f"{{organisation: '{SERVICE}', gives: king}}", "gives"),
        (f"{{organisation: '{SERVICE}', role: agent}}", "role"),
        ("{gives: reader}", "organisation"),
    ],
)
def test_a_rule_that_would_let_anybody_in_is_a_fault_of_the_file(campaigns, trees, written, what) -> None:
    with pytest.raises(ConsultationFileError, match=what):
        campaigns(f"{trees}\ndesk:\n  proconnect:\n    - {written}\n")
