"""What is due in the dialogue, for the daily letter: how many, and neither of whom nor about what. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from consultkit import Deadline
from consultkit_dialogue.problem import Problem, State

REPLY: Mapping[str, str] = {
    "fr": "Dialogue, réponses attendues : {number}",
    "en": "Dialogue, replies expected: {number}",
}
MEASURE: Mapping[str, str] = {
    "fr": "Dialogue, mesures promises : {number}",
    "en": "Dialogue, measures promised: {number}",
}


def deadlines_of(problems: Iterable[Problem]) -> list[Deadline]:
    """Replies that did not come yet, and measures about which no firm was asked yet, counted by day."""
    several = list(problems)
    return [*_counted(map(_reply, several), REPLY), *_counted(map(_measure, several), MEASURE)]


def _counted(days: Iterable[str], words: Mapping[str, str]) -> Iterator[Deadline]:
    for day, number in Counter(filter(None, days)).items():
        said = {language: text.format(number=number) for language, text in words.items()}
        yield Deadline(date.fromisoformat(day), said)


def _reply(problem: Problem) -> str:
    return problem.reply_by if problem.is_open and not problem.is_answered else ""


def _measure(problem: Problem) -> str:
    return problem.promised if problem.state is State.COMMITTED and not problem.asked else ""
