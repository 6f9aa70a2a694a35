"""`type: text`: a few words on one line."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field, Strict

from consultkit.errors import AnswerFault
from consultkit.records import Answers, Json
from consultkit.schema.autocomplete import Autocomplete
from consultkit.schema.open_data import ROWS, Publication
from consultkit.schema.patterns import Pattern, matches
from consultkit.schema.question import Question, changed, refused
from consultkit.schema.text import Text
from consultkit.schema.typed_text import on_one_line, refuse_longer, typed


class TextQuestion(Question):
    """Value: a text without line ends, in NFC. `pattern` must match the whole of it; `example` shows how."""

    kind: ClassVar[str] = "text"
    opens: ClassVar[frozenset[Publication]] = ROWS
    operators: ClassVar[tuple[str, ...]] = ("is", "one_of", "answered")

    max_length: Annotated[int, Strict(), Field(ge=1, le=2000)] = 200
    """In characters (Unicode code points)."""
    pattern: Pattern | None = None
    example: Text | None = None
    autocomplete: Autocomplete | None = None

    def parse(self, posted: Sequence[str]) -> Json:
        text = on_one_line(typed(posted))
        if not text:
            return None
        self._judge(text)
        return text

    def check(self, value: Json, answers: Answers, today: date | None = None) -> None:
        if not isinstance(value, str) or not value:
            raise changed()
        self._judge(value)

    def missing(self) -> AnswerFault:
        return AnswerFault("missing", "Enter your answer.")

    def _judge(self, text: str) -> None:
        refuse_longer(text, self.max_length)
        if self.pattern is not None and not matches(self.pattern, text):
            raise self._badly_formed()

    def _badly_formed(self) -> Exception:
        if self.example is None:
            return refused("format", "Enter your answer in the form that the question describes.")
        return refused("format", "Enter your answer in this form: {example}.", example=str(self.example))
