"""What respondents answered to small forms, as columns beside those of the answers."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from consultkit.operations.asked_forms import given_about
from consultkit.records import AskedAnswers, Submission
from consultkit.results.exports import Column, Writer, headings_of, kind_of
from consultkit.schema import AskedForm, Question, with_inner
from consultkit.storage import Transaction

Given = Mapping[UUID, Mapping[str, AskedAnswers]]


class AskedTable:
    """`asked.FORM.QUESTION`, in the order of the file."""

    def __init__(self, forms: Mapping[str, AskedForm], writer: Writer) -> None:
        self._writer = writer
        self._questions = [
            (form, question)
            for form, rule in forms.items()
            for question in with_inner(rule.questions)
            if question.yields
        ]

    @property
    def columns(self) -> tuple[Column, ...]:
        return tuple(
            Column(f"asked.{form}.{heading}", kind_of(question, heading))
            for form, question in self._questions
            for heading in headings_of(question)
        )

    def given(self, tx: Transaction, consultation: str) -> Given:
        """All that was answered, for `cells`: few are asked back."""
        return given_about(tx, consultation) if self._questions else {}

    def cells(self, given: Given, submission: Submission) -> tuple[str, ...]:
        """In the order of the columns; the last answers to each form."""
        its = given.get(submission.id, {})
        return tuple(
            cell for form, question in self._questions for cell in self._cells_of(question, its.get(form))
        )

    def _cells_of(self, question: Question, answers: AskedAnswers | None) -> tuple[str, ...]:
        return self._writer.cells(question, answers.answers.get(question.id) if answers else None)
