"""Sizes of files as a file writes them: `10 MB`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from consultkit.schema.file_part import fault
from consultkit.schema.languages import number_in_words

_WRITTEN = re.compile(r"(?P<count>[1-9][0-9]{0,5}) ?(?P<unit>kB|MB)")
_UNITS = {"kB": 1_000, "MB": 1_000_000}
MOST = 100_000_000
"""Larger files are for other ways than a form."""


@dataclass(frozen=True, slots=True)
class ByteSize:
    """So many units; a kB is 1,000 bytes and a MB 1,000,000 (ISO 80000-13)."""

    count: int
    unit: str

    def __str__(self) -> str:
        return f"{self.count} {self.unit}"

    @property
    def bytes(self) -> int:
        return self.count * _UNITS[self.unit]

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: Any, _handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            _read, serialization=core_schema.to_string_ser_schema()
        )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, _schema: CoreSchema, _handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {"type": "string", "pattern": "^[1-9][0-9]{0,5} ?(kB|MB)$", "examples": ["10 MB", "500 kB"]}


def size_in_words(size: int, language: str) -> str:
    """`1,2 Mo`, `1.2 MB`; a file of less than 1 kB counts as 1 kB."""
    letter = "o" if language == "fr" else "B"
    if size >= 1_000_000:
        millions = Decimal(size).scaleb(-6).quantize(Decimal("0.1"))
        said = int(millions) if millions == int(millions) else millions
        return f"{number_in_words(said, language)}\u00a0M{letter}"
    return f"{number_in_words(max(1, round(size / 1_000)), language)}\u00a0k{letter}"


def _read(written: object) -> ByteSize:
    if isinstance(written, ByteSize):
        return written
    found = _WRITTEN.fullmatch(written.strip()) if isinstance(written, str) else None
    if found is None:
        raise fault("This is not the size of a file.", "Write a number and a unit, such as `10 MB`.")
    size = ByteSize(int(found["count"]), found["unit"])
    if size.bytes > MOST:
        raise fault(f"{size} is too much for a form.", "Write 100 MB or less.")
    return size
