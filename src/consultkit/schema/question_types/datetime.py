"""`type: datetime`: a day and a time, as a clock on the wall showed it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, time
from typing import ClassVar

from consultkit.errors import AnswerFault
from consultkit.records import Answers, Json
from consultkit.schema.question import Measure, changed, refused
from consultkit.schema.question_types.date import DateQuestion
from consultkit.schema.typed_text import typed, without_spaces

_time = re.compile(r"([01]?[0-9]|2[0-3])(?:[:hH.]([0-5][0-9])?)?")
_canonical = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})T((?:[01][0-9]|2[0-3]):[0-5][0-9])")
_EXAMPLE = {"example": "14:30"}


class DatetimeQuestion(DateQuestion):
    """Value: `"2018-11-30T14:30"`, without a zone: what the person remembers. Typed in two controls."""

    kind: ClassVar[str] = "datetime"
    measures: ClassVar[Measure | None] = "month"
    operators: ClassVar[tuple[str, ...]] = ("before", "after", "answered")

    def parse(self, posted: Sequence[str]) -> Json:
        day_typed, time_typed = (*posted, "", "")[:2]
        day, clock = super().parse([day_typed]), _clock_of(without_spaces(typed([time_typed])))
        if day is None and clock is None:
            return None
        if day is None:
            raise refused("no_day", "Enter a date, such as {example}.", example="27/09/2018")
        if clock is None:
            raise refused("no_time", "Enter a time, such as {example}.", **_EXAMPLE)
        return f"{day}T{clock:%H:%M}"

    def check(self, value: Json, answers: Answers, today: date | None = None) -> None:
        found = _canonical.fullmatch(value) if isinstance(value, str) else None
        if found is None:
            raise changed()
        super().check(found[1], answers, today)

    def missing(self) -> AnswerFault:
        return AnswerFault("missing", "Enter a date and a time, such as 27/09/2018 and {example}.", _EXAMPLE)

    def again(self, value: Json) -> tuple[str, ...]:
        day, _, clock = str(value).partition("T")
        return (*super().again(day), clock)

    def display(self, value: Json, language: str) -> str:
        if value is None:
            return ""
        day, _, clock = str(value).partition("T")
        return f"{super().display(day, language)}, {clock.replace(':', ' h ') if language == 'fr' else clock}"

    def cells(self, value: Json, language: str) -> tuple[str, ...]:
        if value is None:
            return ("",)
        day, _, clock = str(value).partition("T")
        return (f"{super().cells(day, language)[0]} {clock}",)


def _clock_of(text: str) -> time | None:
    if not text:
        return None
    found = _time.fullmatch(text)
    if found is None:
        raise refused("time", "Enter a time, such as {example}.", **_EXAMPLE)
    return time(int(found[1]), int(found[2] or 0))
