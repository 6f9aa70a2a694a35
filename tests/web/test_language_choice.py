"""Which language a visitor meets, and how it is remembered."""

from __future__ import annotations

import pytest

from consultkit.storage import persons

from .conftest import Member, Visitor


def language_of(html: str) -> str:
    return html.split('<html lang="', 1)[1][:2]


def test_french_comes_first(visitor: Visitor) -> None:
    page = visitor.open("/traders/")
    assert language_of(page.html) == "fr"
    assert "Les commerçants et la rue" in page.words


def test_one_can_switch_on_every_page_and_stay_on_it(visitor: Visitor) -> None:
    for address in ("/traders/", "/traders/privacy", "/legal/cookies", "/nowhere/at/all"):
        page = visitor.open(address)
        [switch] = [link for text, link in page.links.items() if text.startswith("EN")]
        other = visitor.open(address + switch)
        assert (language_of(other.html), other.address) == ("en", address)
        visitor.open(address + "?lang=fr")


def test_the_choice_is_remembered(visitor: Visitor) -> None:
    visitor.open("/traders/?lang=en")
    page = visitor.open("/traders/")
    assert language_of(page.html) == "en"
    assert "Traders and the street" in page.words
    assert "Friday, 30 November 2018" in page.words


def test_letters_follow_what_a_person_chose_while_signed_in(member: Member) -> None:
    member.open("/traders/?lang=en")
    with member.kit.archive.reading() as tx:
        assert persons.language_of(tx, member.respondent.id) == "en"


def test_the_questions_and_the_instructions_follow_it(member: Member) -> None:
    page = member.open(member.begin().address + "?lang=en")
    assert "Shop name" in page.words
    assert "E-mail (optional)" in page.words
    assert member.send(page.form("shop"), {"shop": ""}).title.startswith("Error: ")


@pytest.mark.parametrize("unknown", ["de", "", "../../etc/passwd", "fr\0"])
def test_a_language_that_is_not_offered_changes_nothing(visitor: Visitor, unknown: str) -> None:
    response = visitor.client.get("/traders/", query_string={"lang": unknown})
    assert "language" not in response.headers.get("Set-Cookie", "")
    assert response.status_code in {200, 400}
    assert language_of(response.text) == "fr"
