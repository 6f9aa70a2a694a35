"""Which answers tell something of earlier ones: a question that shows on a condition tells that it holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from consultkit.schema.conditions import Condition
from consultkit.schema.page import Page
from consultkit.schema.question import Question
from consultkit.schema.question_types import ComputedQuestion, OptionsQuestion

Sources = Mapping[str, frozenset[str]]
"""By question, those on which it depends itself."""


def sources_of(pages: Iterable[Page]) -> Sources:
    """By the condition of the page, of the group, of the question and of its options, and by computing."""
    found: dict[str, frozenset[str]] = {}
    for page in pages:
        for question in page.questions:
            for one in (question, *question.inner):
                above = (page.show_if, question.show_if)
                found[one.id] = frozenset(chain(_read_by(above), _own(one)))
    return found


def all_sources(sources: Sources) -> Sources:
    """Likewise, with those on which these depend, and so on."""
    whole: dict[str, frozenset[str]] = {}
    for question in sources:
        _follow(question, sources, whole)
    return whole


def _follow(question: str, sources: Sources, whole: dict[str, frozenset[str]]) -> frozenset[str]:
    # A condition looks at earlier questions only: there is no way round.
    if question not in whole:
        direct = sources.get(question, frozenset())
        whole[question] = direct.union(*(_follow(one, sources, whole) for one in direct))
    return whole[question]


def _own(question: Question) -> Iterator[str]:
    options = question.options if isinstance(question, OptionsQuestion) else ()
    yield from _read_by((question.show_if, *(option.show_if for option in options)))
    if isinstance(question, ComputedQuestion):
        yield from (source.partition(".")[0] for source in question.sources)


def _read_by(conditions: Iterable[Condition | None]) -> Iterator[str]:
    return chain.from_iterable(one.sources for one in conditions if one is not None)
