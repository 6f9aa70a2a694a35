"""What the contributions come to, from their counts. Pure: a form and numbers in, a summary out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from consultkit.form import Form
from consultkit.results.versions import questions_of
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
    """As it was asked last."""
    answered: int
    codes: tuple[CodeCount, ...]
    earlier: tuple[Question, ...] = ()
    """As earlier versions asked it, the newest first."""
    is_asked: bool = True
    """Whether the form that is served asks it still."""

    @property
    def had_other_types(self) -> bool:
        """Whether some of the answers were given to a question of another type under the same id."""
        return any(question.type != self.question.type for question in self.earlier)

    def code_label(self, code: str, language: str) -> str:
        """In the words of the last version that had this answer; the code itself when none had."""
        versions = (self.question, *self.earlier)
        having = next((one for one in versions if code in one.all_codes()), self.question)
        return having.code_label(code, language)


@dataclass(frozen=True, slots=True)
class Summary:
    """All contributions of a consultation, question by question in the order of the form."""

    total: int
    questions: tuple[QuestionSummary, ...]


def summarise(form: Form, tallies: Tallies, older: Sequence[Form] = ()) -> Summary:
    """By the questions of the form given, then by those that only older ones asked, the newest first.

    Codes that only other versions had come after those of its own.
    """
    policy = form.consultation.protect
    summed = (
        _of_versions(versions, policy, tallies, is_asked=id_ in form.questions)
        for id_, versions in questions_of((form, *older)).items()
    )
    return Summary(total=tallies.get(("", ""), 0), questions=tuple(summed))


def _of_versions(
    versions: Sequence[Question], policy: Protection, tallies: Tallies, *, is_asked: bool
) -> QuestionSummary:
    question, *earlier = versions
    answered = tallies.get((question.id, ""), 0)
    counts = ((code, tallies.get((question.id, code), 0)) for code in _codes(question, policy, tallies))
    codes = tuple(CodeCount(code, count, answered) for code, count in counts)
    return QuestionSummary(question, answered, codes, tuple(earlier), is_asked)


def _codes(question: Question, policy: Protection, tallies: Tallies) -> tuple[str, ...]:
    counted = {code for of, code in tallies if of == question.id and code}
    # The codes of a protected answer are not counted: they would tell what is sealed.
    known = question.all_codes() if question.coded and not question.is_protected(policy) else ()
    if question.is_searched:
        # Of thousands of answers that could be given, those that were.
        known = tuple(code for code in known if code in counted)
    return (*known, *sorted(counted.difference(known)))
