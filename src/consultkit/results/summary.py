"""What the contributions come to, from their counts. Pure: a form and numbers in, a summary out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from consultkit.results.versions import Strand, Versions
from consultkit.schema import Question

Tallies = Mapping[tuple[str, str], int]
"""Counts by question and code. `("", "")` counts contributions; a question with code `""` counts those who
answered it; with another code, those who gave that closed answer. Where an id was given to questions of
several types, they are counted under the names of their strands."""


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

    strand: Strand
    answered: int
    codes: tuple[CodeCount, ...]
    is_asked: bool
    """Whether the form that is served asks it still."""

    @property
    def question(self) -> Question:
        """As it was asked last."""
        return self.strand.question

    @property
    def until(self) -> int | None:
        """The last version that asked it, where its id is another question's by now."""
        return None if self.strand.name == self.question.id else self.strand.last

    def code_label(self, code: str, language: str) -> str:
        """A closed answer in the words of the last version that had it."""
        return self.strand.knowing(code).code_label(code, language)


@dataclass(frozen=True, slots=True)
class Summary:
    """All contributions of a consultation, question by question in the order of the form."""

    total: int
    questions: tuple[QuestionSummary, ...]


def summarise(versions: Versions, tallies: Tallies) -> Summary:
    """The questions of the current form, then those that other versions asked and that have answers."""
    asked = versions.current.questions
    found = (_of_strand(strand, tallies, is_asked=strand.name in asked) for strand in versions.strands)
    return Summary(
        total=tallies.get(("", ""), 0),
        questions=tuple(one for one in found if one.answered or one.is_asked),
    )


def _of_strand(strand: Strand, tallies: Tallies, *, is_asked: bool) -> QuestionSummary:
    question, name = strand.question, strand.name
    answered = tallies.get((name, ""), 0)
    # The codes of a protected answer are not counted: they would tell what is sealed.
    is_counted = question.coded and not question.is_protected(strand.forms[0].consultation.protect)
    counted = {code for of, code in tallies if of == name and code}
    known = question.all_codes() if is_counted else ()
    if question.is_searched:
        # Of thousands of answers that could be given, those that were.
        known = tuple(code for code in known if code in counted)
    older = sorted(counted.difference(known))
    counts = ((code, tallies.get((name, code), 0)) for code in (*known, *older))
    codes = tuple(CodeCount(code, count, answered) for code, count in counts)
    return QuestionSummary(strand, answered, codes, is_asked)
