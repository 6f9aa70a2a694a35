"""`type: phone`: a telephone number, French (overseas included) unless it begins with its country."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import ClassVar

import phonenumbers

from consultkit.errors import AnswerFault
from consultkit.records import Answers, Json
from consultkit.schema.autocomplete import Autocomplete
from consultkit.schema.question import Personal, Question, changed, refused
from consultkit.schema.typed_text import typed, without_spaces

# Numbers written without their country: the mainland first, then overseas, whose numbers do not overlap.
_REGIONS = ("FR", "GP", "GF", "MQ", "RE", "YT", "PM", "NC", "PF", "WF")
_characters = re.compile(r"[+0-9().\-/]{4,40}")
_E164 = re.compile(r"\+[1-9][0-9]{3,14}")
_FRENCH = 33


class PhoneQuestion(Question):
    """Value: E.164, such as `+33612345678`."""

    kind: ClassVar[str] = "phone"
    inputmode: ClassVar[str | None] = "tel"
    max_length: ClassVar[int] = 40

    personal: Personal = "direct"
    autocomplete: Autocomplete = "tel"

    def parse(self, posted: Sequence[str]) -> Json:
        text = without_spaces(typed(posted)).replace("\u2011", "-")
        if not text:
            return None
        number = _number(text) if _characters.fullmatch(text) else None
        if number is None:
            raise refused("format", "Enter a telephone number, such as {example}.", example="06 12 34 56 78")
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)

    def check(self, value: Json, answers: Answers, today: date | None = None) -> None:
        # What was parsed once is not looked up again in the numbering plans of the world at each step.
        if not (isinstance(value, str) and _E164.fullmatch(value)):
            raise changed()

    def missing(self) -> AnswerFault:
        return AnswerFault(
            "missing", "Enter a telephone number, such as {example}.", {"example": "06 12 34 56 78"}
        )

    def again(self, value: Json) -> tuple[str, ...]:
        return (self.display(value, "fr"),)

    def display(self, value: Json, language: str) -> str:
        number = None if value is None else _number(str(value))
        if number is None:
            return "" if value is None else str(value)
        national = phonenumbers.PhoneNumberFormat.NATIONAL
        shape = national if number.country_code == _FRENCH else phonenumbers.PhoneNumberFormat.INTERNATIONAL
        return phonenumbers.format_number(number, shape)

    def cells(self, value: Json, language: str) -> tuple[str, ...]:
        return (self.display(value, language),)

    def coded_cells(self, value: Json) -> tuple[str, ...]:
        return ("" if value is None else str(value),)


def _number(text: str) -> phonenumbers.PhoneNumber | None:
    written = f"+{text[2:]}" if text.startswith("00") else text
    for region in _REGIONS[:1] if written.startswith("+") else _REGIONS:
        try:
            number = phonenumbers.parse(written, region)
        except phonenumbers.NumberParseException:
            return None
        if phonenumbers.is_valid_number(number) and number.extension is None:
            return number
    return None
