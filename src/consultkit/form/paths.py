"""Pages and questions with their conditions compiled: all that a replay needs, worked out once a form."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from consultkit.errors import AnswerFault
from consultkit.records import Answers
from consultkit.schema import Condition, Option, OptionsQuestion, Page, Question

Holds: TypeAlias = Callable[[Answers], bool]


@dataclass(frozen=True, slots=True)
class Step:
    """A question on its page. `shows` is None when it always shows; `missing`, when it is optional."""

    id: str
    question: Question
    shows: Holds | None
    missing: AnswerFault | None


@dataclass(frozen=True, slots=True)
class PagePath:
    """A page and its steps. `shows` is None when it shows as soon as one of its questions does."""

    page: Page
    shows: Holds | None
    steps: tuple[Step, ...]


def path_of(page: Page) -> PagePath:
    """Compile one page."""
    return PagePath(page, _holds(page.show_if), tuple(_step(question) for question in page.questions))


def options_of(question: Question) -> tuple[Option, ...]:
    """Every option of a closed question; none for another."""
    return question.options if isinstance(question, OptionsQuestion) else ()


def _step(question: Question) -> Step:
    missing = question.missing() if question.asks and question.required else None
    return Step(question.id, question, _shows(question), missing)


def _shows(question: Question) -> Holds | None:
    own, options = _holds(question.show_if), [option.show_if for option in options_of(question)]
    if not options or None in options:
        return own
    # A question none of whose options applies cannot be answered: it is not asked.
    any_option = tuple(condition.holds for condition in options if condition is not None)

    def shows(answers: Answers) -> bool:
        return (own is None or own(answers)) and any(holds(answers) for holds in any_option)

    return shows


def _holds(condition: Condition | None) -> Holds | None:
    return None if condition is None else condition.holds
