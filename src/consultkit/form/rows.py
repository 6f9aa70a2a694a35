"""One row of a `repeat`: a page of its own, walked and read as any other."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from consultkit.errors import NotFoundError
from consultkit.form.compiled import Form
from consultkit.form.journey import Journey, replay
from consultkit.form.paths import PagePath, path_of
from consultkit.form.reading import PageReading, Posted, read_path
from consultkit.records import Answers, Json
from consultkit.schema import Page, RepeatQuestion


@dataclass(frozen=True, slots=True)
class RowForm:
    """The questions of a row. `page` holds them as a page of the form holds its own."""

    repeat: RepeatQuestion
    page: Page
    path: PagePath

    def journey(self, row: Answers, before: Answers, today: date) -> Journey:
        """What a respondent meets in this row, after the answers before it."""
        return replay([self.path], {self.page.id: 0}, row, today, before)

    def read(
        self, row: Answers, posted: Posted, before: Answers, today: date, on_screen: Collection[str] | None
    ) -> PageReading:
        """What a posted row comes to, as `read_page` says of a page."""
        return read_path(self.path, row, posted, dict(before), today, on_screen)


def row_form(form: Form, repeat_id: str) -> RowForm:
    """The form of the rows of a `repeat`. Raises NotFoundError when there is none called so."""
    repeat = form.questions.get(repeat_id)
    if not isinstance(repeat, RepeatQuestion):
        raise NotFoundError("The form has no such list.")
    page = Page.model_construct(id=repeat.id, title=repeat.row, questions=repeat.questions)
    return RowForm(repeat, page, path_of(page))


def rows_of(repeat: RepeatQuestion, answers: Answers) -> list[dict[str, Json]]:
    """The rows that a draft keeps."""
    return [dict(row) for row in repeat.rows(answers.get(repeat.id))]
