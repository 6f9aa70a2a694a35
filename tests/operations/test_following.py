"""What plugins read of contributions as they stand now, and the letters by which they have somebody asked."""

from __future__ import annotations

from uuid import uuid4

from consultkit.records import Identity
from consultkit.storage.tables import outbox

from .test_corrections import Keeper, Town, keeper, one_each, town

__all__ = ["Keeper", "keeper", "one_each", "town"]


def now_of(town: Town, *references: str, at: str = "trees") -> dict[str, str]:
    """What counts in the place of each."""
    found = town.kit.following.now_of(at, references)
    return {reference: submission.reference for reference, submission in found.items()}


def test_what_stands_counts_itself(town: Town) -> None:
    receipt = town.send(town.draft())
    assert now_of(town, receipt.reference) == {receipt.reference: receipt.reference}


def test_the_last_correction_takes_the_place_of_each_version(town: Town) -> None:
    first = town.send(town.draft())
    second = town.correct(first, note="Once more.")
    third = town.correct(second, note="And again.")
    versions = first.reference, second.reference, third.reference
    assert now_of(town, *versions) == dict.fromkeys(versions, third.reference)


def test_nothing_counts_of_what_was_withdrawn(town: Town) -> None:
    first = town.send(town.draft())
    second = town.correct(first, note="Once more.")
    town.corrections.withdraw(second.reference, town.me)
    assert now_of(town, first.reference, second.reference) == {}


def test_nothing_is_there_of_another_consultation_or_of_nonsense(town: Town) -> None:
    receipt = town.send(town.draft())
    assert now_of(town, receipt.reference, at="bushes") == {}
    assert now_of(town, "RRR-RRR-RRR", "nonsense\0") == {}


def test_what_was_redacted_is_not_read_in_a_correction_either(town: Town) -> None:
    receipt = town.send(town.draft(note="Ask Lea of the corner shop."))
    town.kit.study.redact(town.official, receipt.reference, "note", "Lea", "A name")
    corrected = town.correct(receipt, kind="oak")
    (found,) = town.kit.following.now_of("trees", [receipt.reference]).values()
    assert found.reference == corrected.reference
    assert "Lea" not in str(found.answers["note"])


def test_the_letter_says_nothing_of_the_matter(town: Town) -> None:
    identity = Identity("https://id.example", uuid4().hex, claims={"email": "lea@shop.example"})
    town.me = town.kit.identities.respondent_of(identity, "franceconnect")
    receipt = town.send(town.draft(note="The oak is ill."))
    (submission,) = town.kit.following.now_of("trees", [receipt.reference]).values()
    with town.kit.archive.writing() as tx:
        town.kit.following.write_to(tx, submission)
    letters = [row.payload for row in town.rows(outbox) if row.kind == "letter"]
    (followed,) = [letter for letter in letters if letter.get("letter") == "followed_up"]
    assert "oak" not in str(followed)
    assert receipt.reference not in str(followed)
