"""Contributions as a table: one row each, the columns that their questions declare."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from zoneinfo import ZoneInfo

from consultkit.form import Form
from consultkit.records import Submission
from consultkit.results.versions import questions_of
from consultkit.schema import Question

ABOUT = ("reference", "received_at", "late", "replaces", "form")


class Table:
    """The columns of a consultation in every version of its form, and the rows that fit under them.

    The first form given decides the order; what only other versions ask comes after it. Headings are ids,
    which never change; a question that had another type under its id keeps columns apart, with that type in
    their headings: `size (yes_no)`. Cells are written for readers of `language`.
    """

    def __init__(self, forms: Sequence[Form], language: str) -> None:
        self._language = language
        self._zone = ZoneInfo(forms[0].consultation.window.timezone)
        self._types = {id_: versions[0].type for id_, versions in questions_of(forms).items()}
        asked = (question for versions in questions_of(forms).values() for question in versions)
        self._headings = tuple(dict.fromkeys(name for question in asked for name in self._columns(question)))
        self._forms = {form.digest: form for form in forms}

    @property
    def headings(self) -> tuple[str, ...]:
        return ABOUT + self._headings

    def row(self, submission: Submission) -> tuple[str, ...]:
        """Instants in the consultation's time zone, with their offset; `late` is 1 or 0.

        `form` begins the digest of the version that was answered.
        """
        received_at = submission.received_at.astimezone(self._zone).isoformat(timespec="seconds")
        late = "1" if submission.late_by_ms else "0"
        about = (submission.reference, received_at, late, submission.replaces, submission.form_digest[:12])
        cells = dict(self._cells(submission))
        return about + tuple(cells.get(heading, "") for heading in self._headings)

    def _cells(self, submission: Submission) -> Iterator[tuple[str, str]]:
        questions = self._forms[submission.form_digest].questions
        for question_id, value in submission.answers.items():
            question = questions[question_id]
            yield from zip(self._columns(question), question.cells(value, self._language), strict=True)

    def _columns(self, question: Question) -> tuple[str, ...]:
        if question.type == self._types[question.id]:
            return question.columns()
        return tuple(f"{column} ({question.type})" for column in question.columns())
