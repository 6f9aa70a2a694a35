"""Who sees what: what is absent and what is somebody else's get the same answer, on every address."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from flask import Flask

from consultkit import ConsultKit, Role
from consultkit.records import Account, SignedIn

from .conftest import Member, Visitor
from .test_guarded_sessions import newest_token

PASSWORD = "trois chevaux verts a Saint-Malo"
COOKIE = "consultkit"


def official(kit: ConsultKit, address: str, consultation: str) -> Account:
    kit.accounts.add_official(address, consultation, Role.READER, language="fr")
    return kit.accounts.choose_password(newest_token(kit), PASSWORD)


def signed_in(app: Flask, kit: ConsultKit, account: Account) -> Visitor:
    visitor = Visitor(app)
    who = SignedIn(account.respondent, "account", account, opens_desk=True)
    visitor.client.set_cookie(COOKIE, kit.sessions.begin({}, who).id)
    return visitor


@pytest.fixture
def reader(app: Flask, kit: ConsultKit) -> Visitor:
    return signed_in(app, kit, official(kit, "reader@mairie.example", "traders"))


@pytest.fixture
def foreigner(app: Flask, kit: ConsultKit) -> Visitor:
    """An official of another consultation."""
    return signed_in(app, kit, official(kit, "reader@prefecture.example", "another"))


def sent(member: Member) -> str:
    """The reference of a contribution."""
    check = member.to_check()
    receipt = member.send(check.form("submit_key"))
    return receipt.address.rsplit("/", 1)[-1]


def test_an_official_reads_what_was_sent(member: Member, reader: Visitor) -> None:
    reference = sent(member)
    listed = reader.open("/desk/")
    assert reference in listed.words
    one = reader.open(listed.links[reference])
    assert "Au pain doré" in one.words
    assert "Du bruit" in one.words
    summary = reader.open("/desk/traders/summary").words
    assert "1 contribution" in summary
    assert re.search(r"Du bruit ?1 ?\(100 ?%\)", summary.replace("\xa0", " "))


def test_the_export_opens_in_a_french_spreadsheet_and_runs_nothing(member: Member, reader: Visitor) -> None:
    street = member.send(member.begin().form("shop"), {"shop": "=HYPERLINK(1)"})
    words = member.send(street.form("trouble"), {"trouble": "noise"})
    member.send(member.send(words.form("sure"), {"sure": "yes"}).form("submit_key"))
    answer = reader.client.get("/desk/traders/export.csv")
    assert answer.data.startswith(b"\xef\xbb\xbf")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    text = answer.data.decode("utf-8-sig")
    assert ";=HYPERLINK" not in text
    assert "'=HYPERLINK(1)" in text
    assert len(text.strip().split("\r\n")) == 2


def test_the_list_is_paged(member: Member, reader: Visitor, kit: ConsultKit) -> None:
    references = {sent(member) for _ in range(3)}
    official_ = kit.sessions.load(reader.client.get_cookie(COOKIE).value).offices[0]  # type: ignore[union-attr]
    first = kit.desk.contributions(official_, limit=2)
    second = kit.desk.contributions(official_, after=first.next, limit=2)
    assert {row.reference for row in (*first.rows, *second.rows)} == references
    page = reader.open(f"/desk/traders/contributions?after={first.next}")
    assert second.rows[0].reference in page.words


@pytest.mark.parametrize("place", ["contributions", "contributions/{reference}", "summary", "export.csv"])
def test_only_officials_of_the_consultation_come_to_its_desk(
    member: Member, foreigner: Visitor, visitor: Visitor, place: str
) -> None:
    address = f"/desk/traders/{place.format(reference=sent(member))}"
    absent = foreigner.client.get("/desk/nowhere/summary")
    answer = foreigner.client.get(address)
    assert answer.status_code == absent.status_code == 404
    assert "Au pain" not in answer.text
    for outsider in (visitor, member):
        assert outsider.client.get(address).status_code == 303
        assert outsider.open(address).address == "/desk/sign-in"


def test_respondents_see_their_own_only(
    app: Flask, kit: ConsultKit, member: Member, stranger: Member
) -> None:
    draft = member.begin().address.rsplit("/", 1)[0]
    reference = sent(member)
    theirs = member.begin().address.rsplit("/", 1)[0]
    addresses = [f"{theirs}/{page}" for page in ("you", "check", "discard", "")]
    addresses += [f"/traders/receipt/{reference}", f"/traders/receipt/{reference}/answers.json"]
    absent = [address.replace(theirs, f"/traders/draft/{uuid4()}") for address in addresses]
    absent = [address.replace(reference, "ZZZ-ZZZ-ZZZ") for address in absent]
    assert draft != theirs
    for others, nothing in zip(addresses, absent, strict=True):
        assert member.client.get(others).status_code in {200, 302}
        seen, unseen = stranger.client.get(others), stranger.client.get(nothing)
        assert seen.status_code == unseen.status_code == 404
        assert without_addresses(seen.text) == without_addresses(unseen.text)


def without_addresses(page: str) -> str:
    page = re.sub(r'(action|href|value)="[^"]*"', "", page)
    return re.sub(r"\s+", " ", page)


def test_an_account_without_an_office_is_told_nothing(visitor: Visitor, kit: ConsultKit) -> None:
    kit.accounts.ask_link("shop@example.fr", language="fr", consultation=None)
    kit.accounts.choose_password(newest_token(kit), PASSWORD)
    form = visitor.open("/desk/sign-in").form("password")
    page = visitor.send(form, {"email": "shop@example.fr", "password": PASSWORD})
    assert page.status == 403
    assert page.address == "/desk/sign-in"


def test_an_official_signs_in_and_goes_where_they_wanted(visitor: Visitor, kit: ConsultKit) -> None:
    official(kit, "reader@mairie.example", "traders")
    form = visitor.open("/desk/traders/summary").form("password")
    page = visitor.send(form, {"email": "reader@mairie.example", "password": PASSWORD})
    assert page.address == "/desk/traders/summary"
