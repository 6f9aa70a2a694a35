"""`type: integer`: a whole number."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field, Strict, model_validator

from consultkit.errors import AnswerFault
from consultkit.records import Answers, Json
from consultkit.schema.coarsening import band_of
from consultkit.schema.conditions import Comparison
from consultkit.schema.file_part import Fault, faults_error
from consultkit.schema.languages import number_in_words
from consultkit.schema.open_data import EVERY, Publication
from consultkit.schema.question import Measure, Question, changed, compared_values, refused
from consultkit.schema.text import Text
from consultkit.schema.typed_text import typed, without_spaces

LARGEST = 2**53 - 1
"""The largest whole number that every JSON reader keeps (RFC 8259, section 6)."""
_digits = re.compile("[+-]?[0-9]{1,16}")

Bound = Annotated[int, Strict(), Field(ge=-LARGEST, le=LARGEST)]


class IntegerQuestion(Question):
    """Value: a whole number within `min` and `max`. Digits are ASCII; spaces between them are dropped."""

    kind: ClassVar[str] = "integer"
    measures: ClassVar[Measure | None] = "number"
    opens: ClassVar[frozenset[Publication]] = EVERY
    coarser: ClassVar[frozenset[str]] = frozenset({"band"})
    inputmode: ClassVar[str | None] = "numeric"
    operators: ClassVar[tuple[str, ...]] = ("is", "one_of", "above", "below", "answered")

    min: Bound | None = None
    max: Bound | None = None
    unit: Text | None = None
    """Shown after the number, such as `jours`."""

    @model_validator(mode="after")
    def _has_room(self) -> IntegerQuestion:
        if self.min is not None and self.max is not None and self.max < self.min:
            raise faults_error(
                "integer", [Fault(("max",), "`max` is below `min`.", "Correct one of the two.")]
            )
        return self

    def parse(self, posted: Sequence[str]) -> Json:
        text = without_spaces(typed(posted)).replace("\u2212", "-")
        if not text:
            return None
        if not _digits.fullmatch(text):
            raise refused("format", "Enter a whole number, such as {example}.", example=self._example())
        number = int(text)
        self._judge(number)
        return number

    def check(self, value: Json, answers: Answers, today: date | None = None) -> None:
        if not isinstance(value, int) or isinstance(value, bool):
            raise changed()
        self._judge(value)

    def missing(self) -> AnswerFault:
        return AnswerFault(
            "missing", "Enter a whole number, such as {example}.", {"example": self._example()}
        )

    def display(self, value: Json, language: str) -> str:
        if not isinstance(value, int):
            return ""
        number = number_in_words(value, language)
        return number if self.unit is None else f"{number}\u00a0{self.unit.in_language(language)}"

    def generalised(self, value: Json) -> str:
        edges = self.generalise.band if self.generalise else None
        return band_of(value, edges) if edges and isinstance(value, int) else ""

    def wrong_comparison(self, comparison: Comparison) -> tuple[str, str] | None:
        wrong = super().wrong_comparison(comparison)
        if wrong is None and comparison.operator in ("is", "one_of"):
            values = compared_values(comparison)
            if not all(isinstance(value, int) and not isinstance(value, bool) for value in values):
                return f"`{self.id}` is answered by a whole number.", "Write a whole number, without quotes."
        return wrong

    def _judge(self, number: int) -> None:
        least = -LARGEST if self.min is None else self.min
        most = LARGEST if self.max is None else self.max
        if number < least:
            raise refused("too_small", "Enter a number that is at least {least}.", least=least)
        if number > most:
            raise refused("too_large", "Enter a number that is at most {most}.", most=most)

    def _example(self) -> int:
        if self.min is not None and self.min > 12:
            return self.min
        return self.max if self.max is not None and self.max < 12 else 12
