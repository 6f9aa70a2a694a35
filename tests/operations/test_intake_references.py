"""References: easy to read out, hard to guess, and never given twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from consultkit.operations import judging
from consultkit.operations.references import ALPHABET, is_reference, new_reference

if TYPE_CHECKING:
    from tests.conftest import Service


def test_no_two_characters_look_alike_and_no_word_can_be_made() -> None:
    assert not set(ALPHABET) & set("0O1ILAEIOUY5S8B2Z")
    assert len(set(ALPHABET)) == len(ALPHABET)


def test_references_are_in_groups_and_differ() -> None:
    references = {new_reference() for _ in range(1000)}
    assert len(references) == 1000
    assert all(is_reference(reference) for reference in references)
    assert all([len(group) for group in reference.split("-")] == [3, 3, 3] for reference in references)


@pytest.mark.parametrize(
    "text", ["", "7K3FQ9XHD", "7K3-FQ9-XHD-7K3", "7K3-FQ9-XHO", "7k3-fq9-xhd", "7K3-FQ9-XHD\n"]
)
def test_what_is_not_written_so_is_no_reference(text: str) -> None:
    assert not is_reference(text)


def test_a_reference_that_is_taken_is_drawn_again(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = iter(["777-777-777", "777-777-777", "999-999-999"])
    monkeypatch.setattr(judging, "new_reference", lambda: next(drawn))
    first, second = (service.send(service.draft(service.respondent())) for _ in range(2))
    assert (first.reference, second.reference) == ("777-777-777", "999-999-999")
