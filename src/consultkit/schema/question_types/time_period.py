"""`type: time_period`: from one day to another."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field

from consultkit.errors import AnswerFault
from consultkit.records import Answers, Json
from consultkit.schema.open_data import Publication
from consultkit.schema.question import Measure, changed, refused
from consultkit.schema.question_types.date import DateQuestion

_EXAMPLE = "27/09/2018"


class TimePeriodQuestion(DateQuestion):
    """Value: two days, `["2018-09-01", "2018-11-30"]`; the second is null when it still lasts.

    Both days belong to the period. `min` and `max` hold for both.
    """

    kind: ClassVar[str] = "time_period"
    measures: ClassVar[Measure | None] = None
    opens: ClassVar[frozenset[Publication]] = frozenset({"never"})
    coarser: ClassVar[frozenset[str]] = frozenset()
    operators: ClassVar[tuple[str, ...]] = ("answered",)

    may_last: Annotated[bool, Field(strict=True)] = False
    """Whether the end may be left empty because it is not over."""

    def parse(self, posted: Sequence[str]) -> Json:
        day_of = super().parse
        first, last = (day_of([part]) for part in (*posted, "", "")[:2])
        if first is None and last is None:
            return None
        if first is None:
            raise refused("no_beginning", "Enter the first day, such as {example}.", example=_EXAMPLE)
        if last is None and not self.may_last:
            raise refused("no_end", "Enter the last day, such as {example}.", example=_EXAMPLE)
        return self._in_order([first, last])

    def check(self, value: Json, answers: Answers, today: date | None = None) -> None:
        if not isinstance(value, list) or len(value) != 2 or (value[1] is None and not self.may_last):
            raise changed()
        for day in value if value[1] is not None else value[:1]:
            super().check(day, answers, today)
        self._in_order(value)

    def missing(self) -> AnswerFault:
        return AnswerFault(
            "missing", "Enter the first and the last day, such as {example}.", {"example": _EXAMPLE}
        )

    def again(self, value: Json) -> tuple[str, ...]:
        first, last = value if isinstance(value, list) else (value, None)
        return (super().again(first)[0], "" if last is None else super().again(last)[0])

    def display(self, value: Json, language: str) -> str:
        if not isinstance(value, list):
            return ""
        day_in_words = super().display
        first, last = (day_in_words(day, language) for day in value)
        return f"{first} → {last}" if last else f"{first} →"

    def columns(self) -> tuple[str, ...]:
        return (f"{self.id}.first", f"{self.id}.last")

    def cells(self, value: Json, language: str) -> tuple[str, ...]:
        first, last = value if isinstance(value, list) else (None, None)
        return (*super().cells(first, language), *super().cells(last, language))

    def _in_order(self, days: list[Json]) -> Json:
        first, last = days
        if isinstance(last, str) and str(first) > last:
            raise refused("order", "Enter a last day that is not before the first.")
        return days
