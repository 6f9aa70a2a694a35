"""`type: decimal`: an amount or a share, kept as it is written and never as a binary fraction."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Annotated, ClassVar

from pydantic import Field, Strict, model_validator

from consultkit.errors import AnswerFault
from consultkit.records import Answers, Json
from consultkit.schema.coarsening import band_of
from consultkit.schema.file_part import Fault, faults_error
from consultkit.schema.languages import number_in_words
from consultkit.schema.open_data import EVERY, Publication
from consultkit.schema.question import Measure, Question, changed, refused
from consultkit.schema.text import Text
from consultkit.schema.typed_text import typed, without_spaces

LARGEST = Decimal(10) ** 15
_written = re.compile("[+-]?[0-9]{1,15}(?:[.,][0-9]{0,15})?|[+-]?[.,][0-9]{1,15}")
_canonical = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,15})?")

Bound = Annotated[Decimal, Field(gt=-LARGEST, lt=LARGEST)]


class DecimalQuestion(Question):
    """Value: a text such as `"1234.50"`, with as many decimals as `decimals` says.

    A comma and a point are both the decimal mark; spaces of any kind group digits. Digits are ASCII.
    """

    kind: ClassVar[str] = "decimal"
    measures: ClassVar[Measure | None] = "number"
    opens: ClassVar[frozenset[Publication]] = EVERY
    coarser: ClassVar[frozenset[str]] = frozenset({"band"})
    inputmode: ClassVar[str | None] = "decimal"
    operators: ClassVar[tuple[str, ...]] = ("above", "below", "answered")

    min: Bound | None = None
    max: Bound | None = None
    decimals: Annotated[int, Strict(), Field(ge=0, le=6)] = 2
    unit: Text | None = None
    """Shown after the number, such as `€` or `%`."""

    @model_validator(mode="after")
    def _has_room(self) -> DecimalQuestion:
        if self.min is not None and self.max is not None and self.max < self.min:
            raise faults_error(
                "decimal", [Fault(("max",), "`max` is below `min`.", "Correct one of the two.")]
            )
        return self

    def parse(self, posted: Sequence[str]) -> Json:
        text = without_spaces(typed(posted)).replace("\u2212", "-")
        if not text:
            return None
        if not _written.fullmatch(text):
            raise refused("format", "Enter a number, such as {example}.", example=self._example())
        number = Decimal(text.replace(",", "."))
        self._judge(number)
        return self._canonical(number)

    def check(self, value: Json, answers: Answers, today: date | None = None) -> None:
        if not isinstance(value, str) or not _canonical.fullmatch(value):
            raise changed()
        self._judge(Decimal(value))

    def missing(self) -> AnswerFault:
        return AnswerFault("missing", "Enter a number, such as {example}.", {"example": self._example()})

    def again(self, value: Json) -> tuple[str, ...]:
        return (str(value).replace(".", ","),)

    def display(self, value: Json, language: str) -> str:
        if not isinstance(value, str):
            return ""
        number = number_in_words(Decimal(value), language)
        return number if self.unit is None else f"{number}\u00a0{self.unit.in_language(language)}"

    def cells(self, value: Json, language: str) -> tuple[str, ...]:
        if not isinstance(value, str):
            return ("",)
        return (value.replace(".", ",") if language == "fr" else value,)

    def generalised(self, value: Json) -> str:
        edges = self.generalise.band if self.generalise else None
        return band_of(Decimal(value), edges) if edges and isinstance(value, str) else ""

    def _canonical(self, number: Decimal) -> str:
        exact = number.quantize(Decimal(1).scaleb(-self.decimals))
        return str(abs(exact) if exact.is_zero() else exact)

    def _judge(self, number: Decimal) -> None:
        if number != round(number, self.decimals):
            raise refused(
                "decimals", "Enter a number with fewer decimals: {decimals} at most.", decimals=self.decimals
            )
        if self.min is not None and number < self.min:
            raise refused("too_small", "Enter a number that is at least {least}.", least=str(self.min))
        if self.max is not None and number > self.max:
            raise refused("too_large", "Enter a number that is at most {most}.", most=str(self.max))

    def _example(self) -> str:
        largest = self.max if self.max is not None else LARGEST
        digits = "12" if largest >= 13 else "1"
        return digits if self.decimals == 0 else f"{digits},{'5'.ljust(self.decimals, '0')}"
