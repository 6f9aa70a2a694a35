"""`type: computed`: a sum, a count or a difference, worked out from earlier answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Annotated, ClassVar

from pydantic import Field, model_validator

from consultkit.records import Answers, Json
from consultkit.schema.coarsening import band_of
from consultkit.schema.file_part import Fault, faults_error
from consultkit.schema.languages import number_in_words
from consultkit.schema.open_data import EVERY, Publication
from consultkit.schema.question import Measure, Question
from consultkit.schema.text import Text

Source = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?$", max_length=130)]
"""A question, or `rows.question` for that question in every row of a `repeat`."""
Sources = Annotated[tuple[Source, ...], Field(min_length=1, max_length=50)]
_WAYS = ("sum", "count", "difference")


class ComputedQuestion(Question):
    """Value: a whole number, or a text such as `"12.50"`; none while there is nothing to work it out from.

    `sum` adds what was answered; `count` counts answers, the options chosen of `choices`, the rows of a
    `repeat`; `difference` takes the second from the first, in days between dates, and needs both.
    """

    kind: ClassVar[str] = "computed"
    measures: ClassVar[Measure | None] = "number"
    opens: ClassVar[frozenset[Publication]] = EVERY
    coarser: ClassVar[frozenset[str]] = frozenset({"band"})
    asks: ClassVar[bool] = False
    operators: ClassVar[tuple[str, ...]] = ("above", "below", "answered")

    sum: Sources | None = None
    count: Sources | None = None
    difference: Annotated[tuple[Source, Source], Field()] | None = None
    unit: Text | None = None
    """Shown after the number, such as `€`."""

    @model_validator(mode="after")
    def _is_one(self) -> ComputedQuestion:
        if sum(getattr(self, way) is not None for way in _WAYS) != 1:
            what = "A computed question is a `sum`, a `count` or a `difference`."
            raise faults_error("computed", [Fault((), what, "Write one of the three.")])
        return self

    @property
    def sources(self) -> tuple[str, ...]:
        """What it is worked out from, as the file names it."""
        return self.sum or self.count or self.difference or ()

    def worked_out(self, answers: Answers) -> Json:
        values = [value for source in self.sources for value in _values(answers, source)]
        if self.count is not None:
            return sum(_number_of(value) for value in values) or None
        if self.sum is not None:
            numbers = [number for value in values if (number := _number(value)) is not None]
            return _canonical(sum(numbers)) if numbers else None
        return _difference(values) if len(values) == 2 else None

    def parse(self, posted: Sequence[str]) -> Json:
        return None

    def check(self, value: Json, answers: Answers, today: date | None = None) -> None:
        return

    def display(self, value: Json, language: str) -> str:
        number = _number(value)
        if number is None:
            return ""
        said = number_in_words(number, language)
        return said if self.unit is None else f"{said}\u00a0{self.unit.in_language(language)}"

    def cells(self, value: Json, language: str) -> tuple[str, ...]:
        said = "" if value is None else str(value)
        return (said.replace(".", ",") if language == "fr" else said,)

    def generalised(self, value: Json) -> str:
        edges, number = self.generalise.band if self.generalise else None, _number(value)
        return "" if edges is None or number is None else band_of(number, edges)


def _values(answers: Answers, source: str) -> Iterator[Json]:
    """The answers that a source names; none where it has no answer."""
    question, _, inside = source.partition(".")
    value = answers.get(question)
    if not inside:
        if value is not None:
            yield value
    elif isinstance(value, list):
        for row in value:
            if isinstance(row, Mapping) and row.get(inside) is not None:
                yield row[inside]


def _number_of(value: Json) -> int:
    return len(value) if isinstance(value, list) else 1


def _number(value: Json) -> int | Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | str):
        return None
    return value if isinstance(value, int) else Decimal(value)


def _canonical(number: int | Decimal) -> Json:
    return number if isinstance(number, int) else str(number)


def _difference(values: Sequence[Json]) -> Json:
    first, second = values
    if isinstance(first, str) and isinstance(second, str) and "-" in first[1:]:
        return (date.fromisoformat(first) - date.fromisoformat(second)).days
    one, other = _number(first), _number(second)
    return None if one is None or other is None else _canonical(one - other)
