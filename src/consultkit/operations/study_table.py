"""What the desk adds to the export: how far the study is, and what each coder said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from consultkit.operations.studies import coding_questions, studies_in
from consultkit.records import Coding, Study, Submission
from consultkit.results.exports import Column, Writer, headings_of, kind_of
from consultkit.schema import CodingRule, Question
from consultkit.storage import Transaction

BATCH = 200


class StudyTable:
    """Columns beside those of the answers: `study`, `labels`, then the codes of each coder in turn."""

    def __init__(self, rule: CodingRule | None, writer: Writer) -> None:
        self._questions = [one for one in coding_questions(rule) if one.yields]
        self._coders = rule.coders if rule else 0
        self._writer = writer

    @property
    def columns(self) -> tuple[Column, ...]:
        """`coding.gravity`, and `coding_2.gravity` for the second coder."""
        names = ("coding", *(f"coding_{number}" for number in range(2, self._coders + 1)))[: self._coders]
        codes = (
            Column(f"{name}.{heading}", kind_of(question, heading))
            for name in names
            for question in self._questions
            for heading in headings_of(question)
        )
        return (Column("study"), Column("labels"), *codes)

    def cells(self, study: Study) -> tuple[str, ...]:
        """In the order of the columns; coders in the order in which they coded."""
        codings = sorted(study.codings.values(), key=lambda one: one.at)[: self._coders]
        padded: Sequence[Coding | None] = [*codings, *[None] * (self._coders - len(codings))]
        codes = [cell for coding in padded for one in self._questions for cell in self._cells_of(one, coding)]
        return (study.state.value, ", ".join(study.labels), *codes)

    def _cells_of(self, question: Question, coding: Coding | None) -> tuple[str, ...]:
        return self._writer.cells(question, coding.answers.get(question.id) if coding else None)


def with_studies(tx: Transaction, several: Iterator[Submission]) -> Iterator[tuple[Submission, Study]]:
    """Each with its study, some at a time: the memory needed does not grow with their number."""
    while batch := list(islice(several, BATCH)):
        studies = studies_in(tx, batch)
        yield from ((one, studies[one.id]) for one in batch)
