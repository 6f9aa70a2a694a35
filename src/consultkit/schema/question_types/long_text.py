"""`type: long_text`: several lines, such as an account of what happened."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field, Strict

from consultkit.errors import AnswerFault
from consultkit.records import Answers, Json
from consultkit.schema.autocomplete import Autocomplete
from consultkit.schema.open_data import ROWS, Publication
from consultkit.schema.question import Question, changed
from consultkit.schema.typed_text import refuse_longer, typed


class LongTextQuestion(Question):
    """Value: a text with `\\n` line ends, in NFC."""

    kind: ClassVar[str] = "long_text"
    opens: ClassVar[frozenset[Publication]] = ROWS

    max_length: Annotated[int, Strict(), Field(ge=1, le=100_000)] = 5000
    """In characters (Unicode code points), a line end counting as one."""
    rows: Annotated[int, Strict(), Field(ge=2, le=40)] = 6
    """How many lines the control shows at first."""
    autocomplete: Autocomplete | None = None

    def parse(self, posted: Sequence[str]) -> Json:
        text = typed(posted)
        if not text:
            return None
        refuse_longer(text, self.max_length)
        return text

    def check(self, value: Json, answers: Answers, today: date | None = None) -> None:
        if not isinstance(value, str) or not value:
            raise changed()
        refuse_longer(value, self.max_length)

    def missing(self) -> AnswerFault:
        return AnswerFault("missing", "Enter your answer.")
