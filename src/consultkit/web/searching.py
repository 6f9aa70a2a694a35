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
    """At most twenty, the nearest first."""
    total: int = 0
    """How many there are."""
    looks: bool = False
    """Whether the page is shown for this search."""


def found_in(
    question: SearchedQuestion, shown: Sequence[str], offered: Collection[str], language: str
) -> Found:
    """`offered` are the codes that can be chosen after the answers given before."""
    code, typed = (*shown, "", "")[:2]
    looks = request.form.get(SEARCH_FIELD) == question.id
    if code and code == typed:
        return Found(question.code_label(code, language), (code,), 1, looks)
    codes = tuple(one for one in question.index.find(typed) if one in offered)
    return Found(typed, codes[:MOST_FOUND], len(codes), looks)


def is_search() -> bool:
    """Whether the button pressed is that of a list: then the same page is shown again."""
    return SEARCH_FIELD in request.form
