"""Contributions as a table: one row each, the columns that their questions declare."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from zoneinfo import ZoneInfo

from consultkit.form import Form
from consultkit.records import Submission

ABOUT = ("reference", "received_at", "late")


class Table:
    """The columns of a consultation in every version of its form, and the rows that fit under them.

    The first form given decides the order; what only other versions ask comes after it. Headings are ids,
    which never change; cells are written for readers of `language`.
    """

    def __init__(self, forms: Sequence[Form], language: str) -> None:
        self._language = language
        self._zone = ZoneInfo(forms[0].consultation.window.timezone)
        questions = (question for form in forms for question in form.questions.values() if question.yields)
        self._headings = tuple(dict.fromkeys(name for question in questions for name in question.columns()))
        self._forms = {form.digest: form for form in forms}

    @property
    def headings(self) -> tuple[str, ...]:
        return ABOUT + self._headings

    def row(self, submission: Submission) -> tuple[str, ...]:
        """Instants in the consultation's time zone, with their offset; `late` is 1 or 0."""
        received_at = submission.received_at.astimezone(self._zone).isoformat(timespec="seconds")
        about = (submission.reference, received_at, "1" if submission.late_by_ms else "0")
        cells = dict(self._cells(submission))
        return about + tuple(cells.get(heading, "") for heading in self._headings)

    def _cells(self, submission: Submission) -> Iterator[tuple[str, str]]:
        questions = self._forms[submission.form_digest].questions
        for question_id, value in submission.answers.items():
            question = questions[question_id]
            yield from zip(question.columns(), question.cells(value, self._language), strict=True)
