"""Earlier answers in later texts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultkit.form import Form, with_answers

FormOf = Callable[[list[list[dict[str, Any]]]], Form]
ASKED = [
    {"id": "shop", "type": "text", "label": "Shop"},
    {"id": "size", "type": "choice", "label": "Size", "options": [{"id": "s", "label": {"fr": "Petite"}}]},
    {"id": "read_me", "type": "statement", "label": "Read"},
]


@pytest.mark.parametrize(
    ("words", "answers", "said"),
    [
        ("Et {shop} ?", {"shop": "Au phare"}, "Et Au phare ?"),
        ("Et {shop} ?", {}, "Et … ?"),
        ("{shop}, {size}", {"shop": "A", "size": "s"}, "A, Petite"),
        ("{shop}", {"shop": "{size}", "size": "s"}, "{size}"),
        ("{shop}", {"shop": "deux\nlignes"}, "deux lignes"),
        ("{nothing} {read_me} { shop } {{shop}}", {"shop": "A"}, "{nothing} {read_me} { shop } {A}"),
        ("{shop.__class__} {shop!r} {0} {}", {"shop": "A"}, "{shop.__class__} {shop!r} {0} {}"),
    ],
)
def test_a_place_is_filled_once_with_what_was_answered(form_of: FormOf, words, answers, said) -> None:
    assert with_answers(words, form_of([ASKED]), answers, "fr") == said


@given(st.text(max_size=400))
def test_whatever_was_answered_stays_text(form_of: FormOf, answer: str) -> None:
    said = with_answers("<{shop}>", form_of([ASKED]), {"shop": answer}, "fr")
    assert said.startswith("<")
    assert said.endswith(">")
    assert len(said) <= 203
