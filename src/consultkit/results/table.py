"""Contributions as a table: one row each, the columns that their questions declare."""

from __future__ import annotations

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from consultkit.records import Json, Submission, is_sealed
from consultkit.results.versions import Strand, Versions
from consultkit.schema import Question

SEALED_CELL = {"en": "(sealed)", "fr": "(scellé)"}
"""Stands where there is an answer that only the officials' key opens."""

ABOUT = ("reference", "received_at", "late", "replaces", "form_version")


class Table:
    """The columns of a consultation in every version of its form, and the rows that fit under them.

    The current form decides the order; what only other versions ask comes after it. Headings are ids, which
    never change; an id that was given to a question of another type has columns for each, and the older
    ones say up to which version. Cells are written for readers of `language`.
    """

    def __init__(self, versions: Versions, language: str) -> None:
        self._versions = versions
        self.language = language
        self._zone = ZoneInfo(versions.current.consultation.window.timezone)
        self._headings = tuple(dict.fromkeys(name for one in versions.strands for name in _columns(one)))

    @property
    def headings(self) -> tuple[str, ...]:
        return ABOUT + self._headings

    def row(self, submission: Submission) -> tuple[str, ...]:
        """Instants in the consultation's time zone, with their offset; `late` is 1 or 0.

        A cell is empty where the version that was answered does not ask for it.
        """
        received_at = submission.received_at.astimezone(self._zone).isoformat(timespec="seconds")
        version = str(self._versions.number(submission.form_digest))
        late = "1" if submission.late_by_ms else "0"
        about = (submission.reference, received_at, late, submission.replaces, version)
        cells = dict(self._cells(submission))
        return about + tuple(cells.get(heading, "") for heading in self._headings)

    def _cells(self, submission: Submission) -> Iterator[tuple[str, str]]:
        for question_id, value in submission.answers.items():
            strand = self._versions.strand(submission.form_digest, question_id)
            position = [form.digest for form in strand.forms].index(submission.form_digest)
            question = strand.saying(strand.questions[position], value)
            headings = (_heading(strand, column) for column in question.columns())
            yield from zip(headings, self._written(question, value), strict=True)

    def _written(self, question: Question, value: Json) -> tuple[str, ...]:
        """The cells of an answer; of one that is sealed, that it is."""
        if is_sealed(value):
            return (SEALED_CELL.get(self.language, SEALED_CELL["en"]),) * len(question.columns())
        return question.cells(value, self.language)


def _columns(strand: Strand) -> Iterator[str]:
    for question in strand.questions:
        yield from (_heading(strand, column) for column in question.columns())


def _heading(strand: Strand, column: str) -> str:
    """The column under the name of its strand: `size.width` is `size (version 1).width` in an older one."""
    return strand.name + column.removeprefix(strand.question.id)
