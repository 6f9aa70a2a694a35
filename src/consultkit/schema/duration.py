"""Lengths of time as a file writes them: `2m`, `36 hours`, `6 months`."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from babel.units import format_unit
from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from consultkit.schema.file_part import fault
from consultkit.schema.languages import locale_of

_WRITTEN = re.compile(r"(?P<count>[0-9]{1,5}) ?(?P<unit>[a-z]+)")
_UNITS = {
    "second": ("s", "second", "seconds"),
    "minute": ("m", "min", "minute", "minutes"),
    "hour": ("h", "hour", "hours"),
    "day": ("d", "day", "days"),
    "week": ("w", "week", "weeks"),
    "month": ("month", "months"),
    "year": ("y", "year", "years"),
}
_UNIT_OF = {word: unit for unit, words in _UNITS.items() for word in words}
_SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86_400, "week": 604_800}
"""A day here is 24 hours: what is as long as the calendar says has no fixed length."""
_MONTHS = {"month": 1, "year": 12}


@dataclass(frozen=True, slots=True)
class Duration:
    """So many units of time; `unit` is one of second, minute, hour, day, week, month, year."""

    count: int
    unit: str

    def __str__(self) -> str:
        return f"{self.count} {self.unit}{'s' if self.count != 1 else ''}"

    @property
    def is_fixed(self) -> bool:
        """Whether it has the same length at all times: months and years have not."""
        return self.unit in _SECONDS

    @property
    def length(self) -> timedelta:
        """Its length, when it is fixed. Raises ValueError for months and years."""
        if not self.is_fixed:
            raise ValueError(f"{self} has no fixed length.")
        return timedelta(seconds=self.count * _SECONDS[self.unit])

    def after(self, instant: datetime) -> datetime:
        """So long after an instant; months and years go by the calendar of its zone."""
        if self.is_fixed:
            return instant + self.length
        months = instant.year * 12 + instant.month - 1 + self.count * _MONTHS[self.unit]
        year, month = months // 12, months % 12 + 1
        return instant.replace(year=year, month=month, day=min(instant.day, monthrange(year, month)[1]))

    def in_words(self, language: str) -> str:
        """`6 mois`, `6 months`."""
        return format_unit(self.count, f"duration-{self.unit}", locale=locale_of(language))

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: Any, _handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            _read, serialization=core_schema.to_string_ser_schema()
        )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, _schema: CoreSchema, _handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {"type": "string", "pattern": "^[0-9]{1,5} ?[a-z]+$", "examples": ["2m", "6 months"]}


def _read(written: object) -> Duration:
    if isinstance(written, Duration):
        return written
    found = _WRITTEN.fullmatch(written.strip()) if isinstance(written, str) else None
    unit = _UNIT_OF.get(found["unit"]) if found else None
    if found is None or unit is None:
        raise fault("This is not a length of time.", "Write a number and a unit, such as `2m` or `6 months`.")
    return Duration(int(found["count"]), unit)
