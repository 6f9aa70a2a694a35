"""Which rules of sending some answers do not meet."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from consultkit.form import Form, form_from_document


@pytest.mark.parametrize(
    ("answers", "refusing"),
    [
        ({"kind": "firm", "staff": 10}, []),
        ({"kind": "firm", "staff": 300}, [1]),
        ({"kind": "person", "mandated": True}, []),
        ({"kind": "person", "mandated": False}, [0]),
        # What is hidden decides nothing.
        ({"kind": "person", "mandated": False, "staff": 300}, [0]),
    ],
)
def test_each_rule_sees_the_answers_on_the_path(
    edited: Callable[..., Form], answers: dict[str, Any], refusing: list[int]
) -> None:
    form = edited("submit")
    rules = form.consultation.submit
    assert form.refusing(form.journey(answers)) == tuple(rules[place] for place in refusing)


def test_the_rules_are_of_the_version_and_are_stored_with_it(edited: Callable[..., Form], types) -> None:
    form, other = edited("submit"), edited("submit", ("above: 249", "above: 499"))
    assert form.digest != other.digest
    stored = form_from_document(other.document(), types)
    assert stored.digest == other.digest
    assert stored.refusing(stored.journey({"kind": "firm", "staff": 300})) == ()
