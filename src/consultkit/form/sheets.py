"""A short form by itself: what officials code, what a party replies, what is asked back. The same engine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from consultkit.form.journey import Journey, replay
from consultkit.form.paths import PagePath, path_of
from consultkit.form.reading import PageReading, Posted, read_path
from consultkit.records import Answers
from consultkit.schema import Page, Question, Text


@dataclass(frozen=True, slots=True)
class Sheet:
    """Questions on one page, walked and read as those of a form."""

    page: Page
    path: PagePath

    def journey(self, answers: Answers, today: date) -> Journey:
        """What these answers meet, and what is still to be done about them."""
        return replay([self.path], {self.page.id: 0}, answers, today)

    def read(self, posted: Posted, today: date) -> PageReading:
        """What was posted: what can be taken, what cannot, and what to do."""
        return read_path(self.path, {}, posted, {}, today)


def sheet_of(sheet_id: str, title: Text, questions: Sequence[Question]) -> Sheet:
    """The sheet of these questions, which a part of the file lists."""
    page = Page.model_construct(id=sheet_id, title=title, questions=tuple(questions))
    return Sheet(page, path_of(page))
