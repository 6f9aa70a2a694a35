"""What the contributions come to, from their counts. Pure: a form and numbers in, a summary out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from consultkit.results.counted import CodeCount, Counted, OfQuestion, Tallies, by_question, counted
from consultkit.results.versions import Strand, Versions
from consultkit.schema import Question, RepeatQuestion


@dataclass(frozen=True, slots=True)
class InRows:
    """A question that is asked once for each of several things."""

    by_contribution: Counted
    """An answer given in several rows counts once."""
    by_row: Counted

    @property
    def question(self) -> Question:
        return self.by_row.question


@dataclass(frozen=True, slots=True)
class QuestionSummary:
    """One question through the versions that asked it."""

    strand: Strand
    counted: Counted
    is_asked: bool
    """Whether the form that is served asks it still."""
    number_of_rows: int = 0
    in_rows: tuple[InRows, ...] = ()

    @property
    def question(self) -> Question:
        """As it was asked last."""
        return self.strand.question

    @property
    def answered(self) -> int:
        return self.counted.answered

    @property
    def codes(self) -> tuple[CodeCount, ...]:
        """Empty where answers are free (texts, numbers, dates) or protected."""
        return self.counted.codes

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


def summarise(versions: Versions, tallies: Tallies, *, opened: bool = False) -> Summary:
    """The questions of the current form, then those that other versions asked and that have answers.

    `opened` says that the answers were opened to count them: then there are counts of what is sealed too.
    """
    asked, counts = versions.current.questions, by_question(tallies)
    found = (
        _of_strand(strand, counts, opened=opened, is_asked=strand.name in asked)
        for strand in versions.strands
    )
    return Summary(
        total=tallies.get(("", ""), 0),
        questions=tuple(one for one in found if one.answered or one.is_asked),
    )


def _of_strand(
    strand: Strand, counts: Mapping[str, OfQuestion], *, opened: bool, is_asked: bool
) -> QuestionSummary:
    question, name = strand.question, strand.name
    # The codes of a protected answer are not counted: they would tell what is sealed.
    is_open = opened or not question.is_protected(strand.forms[0].consultation.protect)
    return QuestionSummary(
        strand=strand,
        counted=counted(question, counts.get(name, {}), is_open=is_open),
        is_asked=is_asked,
        number_of_rows=counts.get(f"{name}[]", {}).get("", 0),
        in_rows=tuple(_in_rows(question, name, counts)) if is_open else (),
    )


def _in_rows(question: Question, name: str, counts: Mapping[str, OfQuestion]) -> Iterator[InRows]:
    for inner in question.questions if isinstance(question, RepeatQuestion) else ():
        if inner.yields:
            once, each = (counts.get(f"{name}{of}.{inner.id}", {}) for of in ("", "[]"))
            yield InRows(counted(inner, once, is_open=True), counted(inner, each, is_open=True))
