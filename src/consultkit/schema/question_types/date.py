"""`type: date`: a day of the calendar, in one control."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, WithJsonSchema, model_validator

from consultkit.errors import AnswerFault
from consultkit.records import Answers, Json
from consultkit.schema.coarsening import span_of
from consultkit.schema.file_part import Fault, fault, faults_error
from consultkit.schema.languages import day_in_words
from consultkit.schema.open_data import EVERY, Publication
from consultkit.schema.question import Measure, Question, changed, refused
from consultkit.schema.typed_text import typed, without_spaces

_day_first = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})")
_iso = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
EARLIEST = date(1800, 1, 1)
LATEST = date(2200, 12, 31)


def _read_bound(written: Any) -> Any:
    if written == "today" or isinstance(written, date):
        return written
    day = _day_of(written) if isinstance(written, str) else None
    if day is None:
        raise fault("A limit is a day.", "Write it as 2018-11-30, or as `today`.")
    return day


def _day_of(text: str) -> date | None:
    try:
        found = _day_first.fullmatch(text)
        if found:
            return date(int(found[3]), int(found[2]), int(found[1]))
        return date.fromisoformat(text) if _iso.fullmatch(text) else None
    except ValueError:
        return None


Bound = Annotated[
    date | Literal["today"],
    BeforeValidator(_read_bound),
    WithJsonSchema({"anyOf": [{"type": "string", "format": "date"}, {"const": "today"}]}),
]


class DateQuestion(Question):
    """Value: `"2018-11-30"`. Typed as `30/11/2018` or `2018-11-30`; `min` and `max` are days, or `today`."""

    kind: ClassVar[str] = "date"
    measures: ClassVar[Measure | None] = "month"
    opens: ClassVar[frozenset[Publication]] = EVERY
    coarser: ClassVar[frozenset[str]] = frozenset({"month", "quarter", "year"})
    operators: ClassVar[tuple[str, ...]] = ("is", "before", "after", "answered")

    min: Bound | None = None
    max: Bound | None = None

    @model_validator(mode="after")
    def _has_room(self) -> DateQuestion:
        least, most = self.min, self.max
        if isinstance(least, date) and isinstance(most, date) and most < least:
            raise faults_error("date", [Fault(("max",), "`max` is before `min`.", "Correct one of the two.")])
        return self

    def parse(self, posted: Sequence[str]) -> Json:
        text = without_spaces(typed(posted))
        if not text:
            return None
        day = _day_of(text)
        if day is None:
            raise refused("format", "Enter a real date, such as {example}.", example="27/09/2018")
        self._judge(day, None)
        return day.isoformat()

    def check(self, value: Json, answers: Answers, today: date | None = None) -> None:
        day = _day_of(value) if isinstance(value, str) and _iso.fullmatch(value) else None
        if day is None:
            raise changed()
        self._judge(day, today)

    def missing(self) -> AnswerFault:
        return AnswerFault("missing", "Enter a date, such as {example}.", {"example": "27/09/2018"})

    def again(self, value: Json) -> tuple[str, ...]:
        return (_day_first_of(str(value)),)

    def display(self, value: Json, language: str) -> str:
        return "" if value is None else day_in_words(date.fromisoformat(str(value)), language)

    def cells(self, value: Json, language: str) -> tuple[str, ...]:
        if value is None:
            return ("",)
        return (_day_first_of(str(value)) if language == "fr" else str(value),)

    def generalised(self, value: Json) -> str:
        span = self.generalise.to if self.generalise else None
        return span_of(value, span) if span and isinstance(value, str) else ""

    def _judge(self, day: date, today: date | None) -> None:
        least = _bound(self.min, today, EARLIEST)
        most = _bound(self.max, today, LATEST)
        if day < least:
            raise refused("too_early", "Enter a date that is not before {least}.", least=f"{least:%d/%m/%Y}")
        if day > most:
            if self.max == "today":
                raise refused("too_late", "Enter a date that is not in the future.")
            raise refused("too_late", "Enter a date that is not after {most}.", most=f"{most:%d/%m/%Y}")


def _day_first_of(iso: str) -> str:
    return f"{date.fromisoformat(iso):%d/%m/%Y}"


def _bound(bound: date | Literal["today"] | None, today: date | None, otherwise: date) -> date:
    if isinstance(bound, date):
        return bound
    return today if bound == "today" and today is not None else otherwise
