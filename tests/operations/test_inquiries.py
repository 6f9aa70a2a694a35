"""Asking back: the respondent is told that something is asked, and may correct even after the closing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from consultkit import ConsultKit
from consultkit.errors import NotFoundError, RespondentError, WindowClosedError
from consultkit.records import Identity, Official, Role
from consultkit.storage.tables import inquiries, outbox

from .test_corrections import Keeper, Town, keeper, one_each, town

__all__ = ["keeper", "town"]

CLOSED = datetime(2018, 12, 3, 9, 0, tzinfo=UTC)
WORDS = "Please send the contract of 2017."


def test_the_respondent_reads_the_words_and_nobody_else_can(town: Town) -> None:
    receipt = town.send(town.draft())
    asked = town.kit.inquiries.ask(town.official, receipt.reference, f"  {WORDS}\n", 15)
    assert asked.text == WORDS
    assert town.kit.inquiries.open_to("trees", town.me) == {receipt.reference: (asked,)}
    assert town.kit.inquiries.open_to("trees", town.somebody()) == {}
    assert town.kit.inquiries.of_contribution(town.official, receipt.reference) == (asked,)
    (row,) = town.rows(inquiries)
    assert WORDS.encode() not in row.envelope


def test_the_term_ends_with_a_day_of_the_consultations_zone(town: Town) -> None:
    receipt = town.send(town.draft())
    asked = town.kit.inquiries.ask(town.official, receipt.reference, WORDS, 8)
    assert asked.until == datetime(2018, 11, 23, 23, 0, tzinfo=UTC)


def test_the_letter_tells_that_something_is_asked_and_not_what(town: Town) -> None:
    identity = Identity("https://id.example", uuid4().hex, claims={"email": "lea@shop.example"})
    town.me = town.kit.identities.respondent_of(identity, "franceconnect")
    receipt = town.send(town.draft())
    town.kit.inquiries.ask(town.official, receipt.reference, WORDS, 8)
    letters = [row.payload for row in town.rows(outbox) if row.kind == "letter"]
    (asked,) = [letter for letter in letters if letter.get("letter") == "asked"]
    assert "contract" not in str(asked)
    assert asked["instants"]["until"].startswith("2018-11-23T23:00")


def test_what_is_asked_can_be_answered_after_the_closing(town: Town) -> None:
    receipt = town.send(town.draft())
    town.clock.set(CLOSED)
    with pytest.raises(WindowClosedError):
        town.corrections.begin(receipt.reference, town.me)
    town.kit.inquiries.ask(town.official, receipt.reference, WORDS, 8)
    assert town.corrections.possible(receipt.reference, town.me) == {"correct"}
    corrected = town.correct(receipt, note="Here it is.")
    assert corrected.late_by_ms == 0
    assert town.listed() == [corrected.reference]
    assert town.kit.inquiries.open_to("trees", town.me) == {}


def test_nothing_else_is_taken_after_the_closing(town: Town) -> None:
    receipt, other = town.send(town.draft()), town.send(town.draft())
    waiting = town.draft()
    town.clock.set(CLOSED)
    town.kit.inquiries.ask(town.official, receipt.reference, WORDS, 8)
    refused: list[Callable[[], object]] = [
        lambda: town.send(waiting),
        lambda: town.corrections.begin(other.reference, town.me),
        lambda: town.corrections.withdraw(receipt.reference, town.me),
        lambda: town.kit.intake.save(waiting, {}),
    ]
    for call in refused:
        with pytest.raises(WindowClosedError):
            call()


def test_once_the_term_is_over_nothing_is_taken_any_more(town: Town) -> None:
    receipt = town.send(town.draft())
    town.clock.set(CLOSED)
    asked = town.kit.inquiries.ask(town.official, receipt.reference, WORDS, 8)
    draft = town.corrections.begin(receipt.reference, town.me)
    town.clock.set(asked.until)
    with pytest.raises(WindowClosedError):
        town.send(draft)
    assert town.corrections.possible(receipt.reference, town.me) == frozenset()
    assert town.kit.inquiries.open_to("trees", town.me) == {}


def test_the_draft_that_answers_is_not_thrown_away_with_the_others(town: Town) -> None:
    receipt = town.send(town.draft())
    town.draft()
    town.clock.set(CLOSED + timedelta(days=60))
    asked = town.kit.inquiries.ask(town.official, receipt.reference, WORDS, 8)
    draft = town.corrections.begin(receipt.reference, town.me)
    town.work()
    assert [one.id for one in town.kit.intake.drafts("trees", town.me)] == [draft.id]
    town.clock.set(asked.until + timedelta(hours=2))
    town.work()
    assert town.kit.intake.drafts("trees", town.me) == ()


def test_who_asks_takes_the_answer_whatever_the_file_says(town: Town, tmp_path: Path) -> None:
    receipt = town.send(town.draft())
    file = tmp_path / "trees.yaml"
    file.write_text(file.read_text().replace("contributions: many", "contributions: many, after_sending: []"))
    strict = ConsultKit([file], settings=town.kit.settings, clock=town.clock, plugins={"keeper": Keeper()})
    assert strict.corrections.possible(receipt.reference, town.me) == frozenset()
    strict.inquiries.ask(town.official, receipt.reference, WORDS, 8)
    assert strict.corrections.possible(receipt.reference, town.me) == {"correct"}
    strict.close()


@one_each
def test_an_answer_is_no_second_contribution(town: Town) -> None:
    receipt = town.send(town.draft())
    town.kit.inquiries.ask(town.official, receipt.reference, WORDS, 8)
    corrected = town.correct(receipt, note="Here.")
    assert town.listed() == [corrected.reference]


@pytest.mark.parametrize(
    ("text", "days", "said"), [(" \n", 8, "Nothing"), ("x" * 2001, 8, "too long"), (WORDS, 9, "term")]
)
def test_what_cannot_be_asked_is_said(town: Town, text: str, days: int, said: str) -> None:
    receipt = town.send(town.draft())
    with pytest.raises(RespondentError, match=said):
        town.kit.inquiries.ask(town.official, receipt.reference, text, days)
    assert town.rows(inquiries) == []


def test_nothing_is_asked_at_another_desk_nor_about_what_stands_no_more(town: Town) -> None:
    receipt = town.send(town.draft())
    elsewhere = Official(town.official.id, "x@town.example", "flowers", Role.MANAGER)
    with pytest.raises(NotFoundError):
        town.kit.inquiries.ask(elsewhere, receipt.reference, WORDS, 8)
    with pytest.raises(NotFoundError):
        town.kit.inquiries.of_contribution(elsewhere, receipt.reference)
    town.corrections.withdraw(receipt.reference, town.me)
    with pytest.raises(NotFoundError):
        town.kit.inquiries.ask(town.official, receipt.reference, WORDS, 8)


def test_who_has_not_answered_is_reminded_once_two_days_before_the_end(town: Town) -> None:
    identity = Identity("https://id.example", uuid4().hex, claims={"email": "lea@shop.example"})
    town.me = town.kit.identities.respondent_of(identity, "franceconnect")
    answered, waiting = town.send(town.draft()), town.send(town.draft())
    for receipt in (answered, waiting):
        town.kit.inquiries.ask(town.official, receipt.reference, WORDS, 8)
    town.correct(answered, note="Here it is.")

    def letters() -> int:
        town.kit.inquiries.remind()
        asked = [row for row in town.rows(outbox) if row.kind == "letter"]
        return sum(row.payload.get("letter") == "asked" for row in asked)

    assert letters() == 2
    town.clock.set(datetime(2018, 11, 22, 9, 0, tzinfo=UTC))
    assert letters() == letters() == 3
    town.clock.set(datetime(2018, 11, 24, 9, 0, tzinfo=UTC))
    assert letters() == 3
