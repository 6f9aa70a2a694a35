"""What a submission adds to the counts of its consultation, and what it is found by."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from consultkit.form import Form
from consultkit.records import Answers, Json
from consultkit.results import SKIPPED
from consultkit.schema import Question, RepeatQuestion, rounded
from consultkit.storage import Mark, Tallied

MOST_CODES = 150
MOST_CROSSED = 60
Judge = Callable[[Form, Question], bool]
_WHOLE: Tallied = ["", ""]


@dataclass(frozen=True, slots=True)
class Sender:
    """What is counted of a sending, and kept with nothing else: so nobody is told apart by it."""

    way: str = ""
    """By which they signed in, in the word of consultation files."""
    device: str = ""
    """`phone`, `tablet` or `computer`."""


NOBODY_IN_PARTICULAR = Sender()


def marks_of(form: Form, answers: Answers) -> tuple[Mark, ...]:
    """The closed answers that lie open: what filters look for."""
    return tuple(dict.fromkeys(mark for mark in _codes(form, answers) if mark[1]))


def tallied(form: Form, answers: Answers) -> list[Tallied]:
    """What these answers add to the counts. `tables.following` says how it is written.

    A protected answer counts as answered, and no more: its code would tell what is sealed.
    """
    crossed = crossed_questions(form)
    closed = [[of, code, 1] if of in crossed else [of, code] for of, code in _codes(form, answers)]
    measured = [*_measured(form, answers, _lies_open), *_rows(form, answers, _lies_open)]
    return [_WHOLE, *closed, *_skipped(form, answers), *measured]


def tallied_opened(form: Form, answers: Answers) -> list[Tallied]:
    """Likewise, with what is sealed: to be shown to officials, and never kept."""
    closed = [[of, code] for of, code in _codes(form, answers, _all_of_them)]
    measured = [*_measured(form, answers, _all_of_them), *_rows(form, answers, _all_of_them)]
    return [_WHOLE, *closed, *_skipped(form, answers), *measured]


def sending_marks(zone: ZoneInfo, received_at: datetime, took: timedelta, by: Sender) -> list[Tallied]:
    """What the sending itself adds: when it came, how long it took, by which way and from what device."""
    there = received_at.astimezone(zone)
    counted = {
        "@day": there.date().isoformat(),
        "@hour": f"{there.hour:02}",
        "@minutes": f"={rounded(round(took.total_seconds() / 60))}",
        "@way": by.way,
        "@device": by.device,
    }
    return [[question, code] for question, code in counted.items() if code]


@lru_cache(maxsize=64)
def crossed_questions(form: Form) -> frozenset[str]:
    """The closed questions that are counted two by two.

    Of forms with very many closed questions, none: their pairs would be too many to keep.
    """
    crossed = frozenset(one.id for one in form.questions.values() if is_crossed(form, one))
    return crossed if len(crossed) <= MOST_CROSSED else frozenset()


def is_crossed(form: Form, question: Question) -> bool:
    """Whether its answers are closed, lie open, and are not of a list too long for a table."""
    is_open = question.coded and _lies_open(form, question)
    return is_open and not question.is_searched and len(question.all_codes()) <= MOST_CODES


def _lies_open(form: Form, question: Question) -> bool:
    return not question.is_protected(form.consultation.protect)


def _all_of_them(_form: Form, question: Question) -> bool:
    """But for those that only the officials' key opens: what stands there is no answer."""
    return not question.sealed


def _codes(form: Form, answers: Answers, is_counted: Judge = _lies_open) -> Iterator[Mark]:
    """Every question that is answered, with code "", and the closed answers that are counted."""
    for question_id, answer in answers.items():
        question = form.questions[question_id]
        yield question_id, ""
        if question.coded and is_counted(form, question):
            yield from ((question_id, code) for code in dict.fromkeys(question.codes(answer)))


def _skipped(form: Form, answers: Answers) -> Iterator[Tallied]:
    journey = form.journey(answers)
    for page in journey.pages:
        for question in journey.questions(page):
            if question.yields and question.asks and question.id not in answers:
                yield [question.id, SKIPPED]


def _measured(form: Form, answers: Answers, is_counted: Judge) -> Iterator[Tallied]:
    for question_id, answer in answers.items():
        question = form.questions[question_id]
        measure = question.measured(answer) if is_counted(form, question) else None
        if measure is not None:
            yield [question_id, f"={measure}"]


def _rows(form: Form, answers: Answers, is_counted: Judge) -> Iterator[Tallied]:
    """Of the questions asked in rows: contributions under `rows.name`, rows under `rows[].name`."""
    for question_id, answer in answers.items():
        question = form.questions[question_id]
        if isinstance(question, RepeatQuestion) and is_counted(form, question):
            rows = question.rows(answer)
            for _row in rows:
                yield [f"{question_id}[]", ""]
            of_rows = [mark for row in rows for mark in _in_row(question, row)]
            for of, code in of_rows:
                yield [f"{question_id}[].{of}", code]
            for of, code in dict.fromkeys(of_rows):
                yield [f"{question_id}.{of}", code]


def _in_row(rows: RepeatQuestion, row: Mapping[str, Json]) -> Iterator[Mark]:
    for inner in rows.questions:
        if inner.id in row:
            yield inner.id, ""
            yield from ((inner.id, code) for code in (inner.codes(row[inner.id]) if inner.coded else ()))
            measure = inner.measured(row[inner.id])
            if measure is not None:
                yield inner.id, f"={measure}"
