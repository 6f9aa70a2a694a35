"""What closed questions have in common whose list may be too long to be read: one searches in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import ClassVar

from consultkit.schema.question import AnswerRefused, Question, refused
from consultkit.schema.search import SearchIndex

SEARCHED_FROM = 120
"""Entries. A list that is shorter is shown whole."""
MOST_TYPED = 200


class SearchedQuestion(Question):
    """Where its list is long it has two controls: the entry chosen, and the words that look for one."""

    kind: ClassVar[str] = "searched"

    def texts(self) -> Mapping[str, Iterable[str]]:
        """By code, in every language: the names of each entry, and what else leads to it."""
        raise NotImplementedError

    @cached_property
    def index(self) -> SearchIndex:
        return SearchIndex(self.texts())

    @cached_property
    def is_searched(self) -> bool:
        return len(self.all_codes()) >= SEARCHED_FROM

    @property
    def search_names(self) -> tuple[str, ...]:
        """The controls of a list in which one searches."""
        return (self.id, f"{self.id}.search")

    def chosen_in(self, shown: Sequence[str]) -> tuple[str, ...]:
        """Of what the controls hold, what is an answer and no search."""
        return tuple(shown[:1]) if shown and shown[0] == shown[-1] else ()

    def typed_in(self, shown: Sequence[str]) -> str:
        """Of what the controls hold, the words that look for something."""
        return "" if self.chosen_in(shown) else "".join(shown[-1:])

    def meant(self, posted: Sequence[str]) -> str:
        """The code that was chosen or written; empty for none. Raises AnswerRefused where it is not clear.

        What was chosen counts as long as the words look for it: who changes them looks for something else.
        One value alone is the words.
        """
        code, typed = (posted[0], posted[-1].strip()[:MOST_TYPED]) if posted else ("", "")
        if not typed:
            return ""
        if self.index.leads_to(typed, code):
            return code
        exact = self.index.exact(typed)
        if len(exact) == 1:
            return exact[0]
        raise self.unfinished(typed)

    def unfinished(self, typed: str) -> AnswerRefused:
        """What to do about words of which it is not clear what they mean."""
        if self.index.find(typed[:MOST_TYPED]):
            return refused("several", "Choose one of the answers found.")
        return refused("nothing_found", "Look for something else: nothing has this name.")
