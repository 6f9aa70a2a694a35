"""`type: repeat`: the same questions for each of several things, a row at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field, Strict, model_validator

from consultkit.errors import AnswerFault
from consultkit.records import Answers, Json
from consultkit.schema.conditions import evaluate
from consultkit.schema.file_part import Fault, faults_error
from consultkit.schema.question import AnswerRefused, Protection, Question, changed, refused
from consultkit.schema.question_types.any_question import AnyQuestion
from consultkit.schema.question_types.file import FileQuestion
from consultkit.schema.text import Text

MOST_QUESTIONS, MOST_ROWS = 50, 50
Row = Mapping[str, Json]


class RepeatQuestion(Question):
    """Value: a list of rows, each an object of answers by question. Rows are answered on pages of their own.

    A condition inside sees the earlier answers of the form and of its row.
    """

    kind: ClassVar[str] = "repeat"
    apart: ClassVar[bool] = True

    row: Text
    """What one row is called, such as `Plateforme`."""
    min: Annotated[int, Strict(), Field(ge=1, le=MOST_ROWS)] = 1
    """How many rows there must be, once any is asked."""
    max: Annotated[int, Strict(), Field(ge=1, le=MOST_ROWS)] = 10
    questions: Annotated[tuple[AnyQuestion, ...], Field(min_length=1, max_length=MOST_QUESTIONS)]

    @model_validator(mode="after")
    def _can_be_asked(self) -> RepeatQuestion:
        faults = [
            Fault(("questions", index), f"A row cannot hold a `{question.kind}`.", "Ask it beside the rows.")
            for index, question in enumerate(self.questions)
            if not _fits_in_a_row(question)
        ]
        if self.max < self.min:
            faults.append(Fault(("max",), "`max` is below `min`.", "Correct one of the two."))
        if faults:
            raise faults_error("repeat", faults)
        return self

    def is_protected(self, policy: Protection) -> bool:
        """All its rows together, as soon as one of its questions is."""
        return super().is_protected(policy) or any(one.is_protected(policy) for one in self.questions)

    def parse(self, posted: Sequence[str]) -> Json:
        return None

    def check(self, value: Json, answers: Answers, today: date | None = None) -> None:
        if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
            raise changed()
        for number, row in enumerate(self.rows(value), 1):
            if self._lacks(row, answers, today):
                raise refused("row", "Complete number {number} of the list.", number=number)
        if len(value) < self.min:
            raise refused("too_few", "Add to the list: {least} at least.", least=self.min)
        if len(value) > self.max:
            raise refused("too_many", "Remove from the list: {most} at most.", most=self.max)

    def on_path(self, value: Json, answers: Answers) -> Json:
        return [dict(self._shown(row, answers)) for row in self.rows(value)]

    def missing(self) -> AnswerFault:
        return AnswerFault("missing", "Add to the list: {least} at least.", {"least": self.min})

    def rows(self, value: Json) -> tuple[Row, ...]:
        """The rows of a value, in their order."""
        return tuple(row for row in value if isinstance(row, dict)) if isinstance(value, list) else ()

    def again(self, value: Json) -> tuple[str, ...]:
        return ()

    def display(self, value: Json, language: str) -> str:
        """One line a row."""
        return "\n".join(self.row_in_words(row, language) for row in self.rows(value))

    def row_in_words(self, row: Row, language: str) -> str:
        """Its first answers, so that one tells it from the others."""
        said = (one.display(row[one.id], language) for one in self.questions if one.id in row)
        return " – ".join([words.splitlines()[0] for words in said if words][:3])

    def columns(self) -> tuple[str, ...]:
        """How many rows, then each of them: `platforms.1.name`."""
        inside = [column for one in self.questions for column in one.columns()]
        return (self.id, *(f"{self.id}.{n}.{column}" for n in range(1, self.max + 1) for column in inside))

    def cells(self, value: Json, language: str) -> tuple[str, ...]:
        return self._written(value, lambda one, answer: one.cells(answer, language))

    def coded_cells(self, value: Json) -> tuple[str, ...]:
        return self._written(value, lambda one, answer: one.coded_cells(answer))

    def _written(self, value: Json, cells: Callable[[Question, Json], tuple[str, ...]]) -> tuple[str, ...]:
        if value is None:
            return ("",) * len(self.columns())
        rows = self.rows(value)
        padded: list[Row] = [*rows, *[{}] * self.max][: self.max]
        inside = [cell for row in padded for one in self.questions for cell in cells(one, row.get(one.id))]
        return (str(len(rows)), *inside)

    def _shown(self, row: Row, answers: Answers) -> Iterator[tuple[str, Json]]:
        seen = dict(answers)
        for one in self.questions:
            if evaluate(one.show_if, seen) and row.get(one.id) is not None:
                seen[one.id] = row[one.id]
                yield one.id, row[one.id]

    def _lacks(self, row: Row, answers: Answers, today: date | None) -> bool:
        seen = dict(answers)
        return any(
            evaluate(one.show_if, seen) and not _is_met(one, row.get(one.id), seen, today)
            for one in self.questions
        )


def _fits_in_a_row(question: Question) -> bool:
    is_worked_out = question.yields and not question.asks
    return not (question.inner or question.apart or question.stops or is_worked_out or _is_file(question))


def _is_file(question: Question) -> bool:
    # Files hang on a contribution by their question; a row has no name that would last.
    return isinstance(question, FileQuestion)


def _is_met(question: Question, value: Json, seen: dict[str, Json], today: date | None) -> bool:
    """Whether nothing is to be done about a question of a row; its answer then counts for those after it."""
    if value is None or not question.asks:
        return not (question.asks and question.required)
    try:
        question.check(value, seen, today)
    except AnswerRefused:
        return False
    seen[question.id] = value
    return True
