"""A page of questions."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from consultkit.schema.conditions import Condition
from consultkit.schema.file_part import FilePart, PageId
from consultkit.schema.question import Question, with_inner
from consultkit.schema.question_types import AnyQuestion
from consultkit.schema.text import Text

MOST_QUESTIONS = 200


class Page(FilePart):
    """Questions met together. A page shows when its condition holds and any of its questions does."""

    id: PageId
    title: Text
    intro: Text | None = None
    show_if: Condition | None = None
    questions: Annotated[tuple[AnyQuestion, ...], Field(min_length=1, max_length=MOST_QUESTIONS)]

    @property
    def met(self) -> tuple[Question, ...]:
        """All of them, those of a group after it."""
        return tuple(with_inner(self.questions))
