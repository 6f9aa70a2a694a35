"""Long lists on a page: what the words typed there look for."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from flask import request

from consultkit.schema import SearchedQuestion

SEARCH_FIELD = "search"
"""The button that looks, by the name of its question, and goes on no further."""
MOST_FOUND = 20


@dataclass(frozen=True, slots=True)
class Found:
    """What a list shows of itself."""

    typed: str
    """The words in its field: those of the answer where one is kept."""
    codes: tuple[str, ...] = ()
    """What is chosen, then at most twenty of what was found, the nearest first."""
    total: int = 0
    """How many there are."""
    chosen: tuple[str, ...] = ()
    looks: bool = False
    """Whether the page is shown for this search."""


def found_in(
    question: SearchedQuestion, shown: Sequence[str], offered: Collection[str], language: str
) -> Found:
    """`offered` are the codes that can be chosen after the answers given before."""
    chosen, typed = question.chosen_in(shown), question.typed_in(shown)
    looks = request.form.get(SEARCH_FIELD) == question.id
    if chosen and question.kind != "choices":
        return Found(question.code_label(chosen[0], language), chosen, 1, chosen, looks)
    found = tuple(one for one in question.index.find(typed) if one in offered and one not in chosen)
    codes, total = (*chosen, *found[:MOST_FOUND]), len(chosen) + len(found)
    return Found(typed, codes, total, chosen or tuple(shown[:1]), looks)


def is_search() -> bool:
    """Whether the button pressed is that of a list: then the same page is shown again."""
    return SEARCH_FIELD in request.form
