"""A contribution that the department's conditions do not let through: said, undone, refused by the server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from consultkit import ConsultKit, Settings
from consultkit.records import digest_of
from consultkit.testing import FixedClock

from .conftest import CONSULTATION, Member, Page

RULE = """
submit:
  - if: {not: {trouble: {includes: noise}}}
    otherwise: {fr: "Pour le bruit, {{7*7}} <script>appelez</script> la mairie.", en: Call the town hall.}
  - if: {shop: {answered: true}}
    otherwise: {fr: Nommez le commerce., en: Name the shop.}
"""


@pytest.fixture
def kit(database_url: str, tmp_path: Path, clock: FixedClock) -> Iterator[ConsultKit]:
    file = tmp_path / "traders.yaml"
    file.write_text(CONSULTATION + RULE)
    settings = Settings(database_url=database_url, key_file=tmp_path / "keys")
    kit = ConsultKit([file], settings=settings, clock=clock)
    yield kit
    kit.close()


def with_works(member: Member, street: Page) -> Page:
    """Another answer, which brings up a question on the same page."""
    again = member.send(street.form("trouble"), {"trouble": "works"})
    return member.send(again.form("months"), {"months": "3"})


def test_the_text_is_in_the_place_of_the_button_with_the_way_back(member: Member) -> None:
    page = member.to_check()
    assert "Cette contribution ne peut pas être envoyée" in page.words
    # A text of the file is a text: nothing in it is run.
    assert "Pour le bruit, {{7*7}} <script>appelez</script> la mairie." in page.words
    assert "&lt;script&gt;appelez" in page.html
    assert "Nommez le commerce." not in page.words
    assert page.links["Que se passe-t-il ?"].endswith("/street#question-trouble")
    assert all(not form.action.endswith("/submit") for form in page.forms)


def test_what_is_missing_is_said_first(member: Member) -> None:
    page = member.begin()
    check = member.open(page.address.replace("/you", "/check"))
    assert "Il manque encore des réponses" in check.words
    assert "ne peut pas être envoyée" not in check.words


def test_the_server_refuses_what_is_posted_all_the_same(member: Member, kit: ConsultKit) -> None:
    words = with_works(member, member.to_street())
    form = member.send(words.form("sure"), {"sure": "yes"}).form("submit_key")
    [draft] = kit.intake.drafts("traders", member.respondent)
    answers = {"shop": "Au pain doré", "trouble": ["noise"], "sure": True}
    kit.intake.save(draft, answers)
    answer = member.post(form, {"answers_sha256": digest_of(answers)})
    assert answer.status_code == 303
    assert answer.location.endswith("/check")
    assert kit.intake.receipts("traders", member.respondent) == ()
    assert "la mairie." in member.open(answer.location).words


def test_it_can_be_sent_once_the_answer_is_another(member: Member, kit: ConsultKit) -> None:
    street = member.open(member.to_check().links["Que se passe-t-il ?"].split("#")[0])
    words = with_works(member, street)
    check = member.send(words.form("sure"), {"sure": "yes"})
    receipt = member.send(check.form("submit_key"))
    assert "Votre contribution a bien été reçue" in receipt.words
    assert len(kit.intake.receipts("traders", member.respondent)) == 1
