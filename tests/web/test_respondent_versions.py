"""A file that changes while people fill it in: nothing that they typed is lost, and they are told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from consultkit import ConsultKit, Settings, create_app
from consultkit.testing import FixedClock

from .conftest import CONSULTATION, OPEN, Member
from .test_markup_pages import assert_well_made

MORE = """\
      - {id: since, type: date,"""
ADDED = """\
      - {id: trade, type: text, label: {fr: Votre métier, en: Your trade}}
      - {id: since, type: date,"""
CHANGED = "Les questions ont changé depuis que vous avez commencé"
EARLIER = "Vous répondez aux questions telles qu’elles étaient"


Serve = Callable[[str], Member]


@pytest.fixture
def serve(database_url: str, tmp_path: Path) -> Iterator[Serve]:
    """The same person, while this version is served on the same database."""
    with ExitStack() as stack:

        def serve(text: str) -> Member:
            (tmp_path / "traders.yaml").write_text(text)
            settings = Settings(database_url=database_url, key_file=tmp_path / "keys")
            kit = ConsultKit([tmp_path / "traders.yaml"], settings=settings, clock=FixedClock(OPEN))
            stack.callback(kit.close)
            return Member(create_app(kit), kit, "member")

        yield serve


@pytest.fixture
def member(serve: Serve) -> Member:
    """Somebody who has begun on the first version."""
    member = serve(CONSULTATION)
    member.to_street()
    return member


def digest(member: Member) -> str:
    [draft] = member.kit.intake.drafts("traders", member.respondent)
    return draft.form_digest


def test_a_draft_goes_over_when_something_is_added_and_is_asked_it(member: Member, serve: Serve) -> None:
    member = serve(CONSULTATION.replace(MORE, ADDED))
    page = member.begin()
    assert page.title.startswith("Vous")
    assert CHANGED in page.words
    assert page.with_id("question-shop")["value"] == "Au pain doré"
    assert "Votre métier" in page.words
    assert_well_made(page)
    assert digest(member) == member.kit.forms.current("traders").digest
    street = member.send(page.form("trade"), {"trade": "Boulangère"})
    assert CHANGED not in street.words
    words = member.send(street.form("trouble"), {"trouble": "noise"})
    receipt = member.send(member.send(words.form("sure"), {"sure": "yes"}).form("submit_key"))
    assert "Boulangère" in receipt.words


def test_other_words_are_nothing_to_tell_of(member: Member, serve: Serve) -> None:
    member = serve(CONSULTATION.replace("Nom du commerce", "Votre enseigne"))
    page = member.open(member.begin().address.replace("/street", "/you"))
    assert ("Votre enseigne" in page.words, CHANGED in page.words, EARLIER in page.words) == (
        True,
        False,
        False,
    )


def test_after_a_breaking_change_a_draft_finishes_as_it_began(member: Member, serve: Serve) -> None:
    before = digest(member)
    changed = CONSULTATION.replace("          noise: {fr: Du bruit, en: Noise}\n", "")
    member = serve(changed)
    page = member.begin()
    assert EARLIER in page.words
    assert "Du bruit" in page.words
    words = member.send(page.form("trouble"), {"trouble": "noise"})
    check = member.send(words.form("sure"), {"sure": "yes"})
    receipt = member.send(check.form("submit_key"))
    assert "Du bruit" in receipt.words
    [kept] = member.kit.intake.receipts("traders", member.respondent)
    assert kept.form_digest == before


AGAIN = "Certaines questions ont changé depuis que vous avez commencé"


def asking_again(text: str) -> str:
    assert "contributions:" in text
    return text.replace("contributions:", "changed_questions: ask_again, contributions:")


def test_where_the_file_says_so_only_what_changed_is_asked_again(member: Member, serve: Serve) -> None:
    words = member.send(member.begin().form("trouble"), {"trouble": "noise"})
    assert words.title.startswith("Votre récit")
    changed = CONSULTATION.replace("          noise: {fr: Du bruit, en: Noise}\n", "")
    member = serve(asking_again(changed))
    page = member.begin()
    assert page.title.startswith("La rue")
    assert AGAIN in page.words
    assert "Du bruit" not in page.words
    assert_well_made(page)
    assert digest(member) == member.kit.forms.current("traders").digest
    [draft] = member.kit.intake.drafts("traders", member.respondent)
    assert (draft.answers["shop"], "trouble" in draft.answers) == ("Au pain doré", False)
    months = member.send(page.form("trouble"), {"trouble": "works"})
    assert AGAIN not in months.words
    words = member.send(months.form("months"), {"months": "3"})
    receipt = member.send(member.send(words.form("sure"), {"sure": "yes"}).form("submit_key"))
    assert "Des travaux" in receipt.words
    assert "Au pain doré" in receipt.words


def test_a_question_of_another_type_is_asked_again(member: Member, serve: Serve) -> None:
    member = serve(asking_again(CONSULTATION.replace("id: shop, type: text", "id: shop, type: long_text")))
    page = member.begin()
    assert page.title.startswith("Vous")
    assert AGAIN in page.words
    assert page.with_id("question-shop")


def test_a_page_that_was_open_meanwhile_is_not_overwritten(member: Member, serve: Serve) -> None:
    page = member.open("/traders/begin")
    changed = serve(CONSULTATION.replace(MORE, ADDED))
    old = changed.fresh(page.form("trouble"))
    changed.begin()  # Another tab brings the draft to the new version.
    both = changed.send(old, {"trouble": "noise"})
    assert both.status == 409
    assert "Du bruit" in both.words
