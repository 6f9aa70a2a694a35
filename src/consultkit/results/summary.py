"""What the contributions come to, from their counts. Pure: a form and numbers in, a summary out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from consultkit.form import Form
from consultkit.schema import Protection, Question

Tallies = Mapping[tuple[str, str], int]
"""Counts by question and code. `("", "")` counts contributions; a question with code `""` counts those who
answered it; with another code, those who gave that closed answer."""


@dataclass(frozen=True, slots=True)
class CodeCount:
    """How often one closed answer was given."""

    code: str
    count: int
    answered: int
    """How many answered the question at all."""

    @property
    def share(self) -> Fraction:
        """Of those who answered the question; where several answers are taken they add up to more than 1."""
        return Fraction(self.count, self.answered) if self.answered else Fraction(0)


@dataclass(frozen=True, slots=True)
class QuestionSummary:
    """One question. `codes` is empty where answers are free (texts, numbers, dates) or protected."""

    question: Question
    answered: int
    codes: tuple[CodeCount, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """All contributions of a consultation, question by question in the order of the form."""

    total: int
    questions: tuple[QuestionSummary, ...]


def summarise(form: Form, tallies: Tallies) -> Summary:
    """By the questions of the form given. Codes that only other versions had come after those of its own."""
    policy = form.consultation.protect
    asked = (question for question in form.questions.values() if question.yields)
    return Summary(
        total=tallies.get(("", ""), 0),
        questions=tuple(_of_question(question, policy, tallies) for question in asked),
    )


def _of_question(question: Question, policy: Protection, tallies: Tallies) -> QuestionSummary:
    answered = tallies.get((question.id, ""), 0)
    # The codes of a protected answer are not counted: they would tell what is sealed.
    is_counted = question.coded and not question.is_protected(policy)
    counted = {code for of, code in tallies if of == question.id and code}
    known = question.all_codes() if is_counted else ()
    if question.is_searched:
        # Of thousands of answers that could be given, those that were.
        known = tuple(code for code in known if code in counted)
    older = sorted(counted.difference(known))
    counts = ((code, tallies.get((question.id, code), 0)) for code in (*known, *older))
    codes = tuple(CodeCount(code, count, answered) for code, count in counts)
    return QuestionSummary(question, answered, codes)
