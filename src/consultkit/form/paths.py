"""Pages and questions with their conditions compiled: all that a replay needs, worked out once a form."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from consultkit.errors import AnswerFault
from consultkit.records import Answers
from consultkit.schema import Condition, Option, OptionsQuestion, Page, Question

Holds: TypeAlias = Callable[[Answers], bool]


@dataclass(frozen=True, slots=True)
class Step:
    """A question on its page. `shows` is None when it always shows; `missing`, when nothing is demanded."""

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
    steps = (step for question in page.questions for step in _steps(question))
    return PagePath(page, _holds(page.show_if), tuple(steps))


def options_of(question: Question) -> tuple[Option, ...]:
    """Every option of a closed question; none for another."""
    return question.options if isinstance(question, OptionsQuestion) else ()


def _steps(question: Question) -> Iterator[Step]:
    """Of a question and of those that it heads, which show when it does and they do."""
    shows = _shows(question)
    yield _step(question, shows)
    for inner in question.inner:
        yield _step(inner, _both(shows, _shows(inner)))


def _step(question: Question, shows: Holds | None) -> Step:
    demands = question.stops or (question.asks and question.required)
    return Step(question.id, question, shows, question.missing() if demands else None)


def _both(one: Holds | None, other: Holds | None) -> Holds | None:
    if one is None or other is None:
        return one or other
    return lambda answers: one(answers) and other(answers)


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
