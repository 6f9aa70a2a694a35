"""`type: siret`: the number of a French establishment (14 digits, decree 73-314; INSEE)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from stdnum import luhn
from stdnum.fr import siren

from consultkit.errors import AnswerFault
from consultkit.records import Json
from consultkit.schema.question import Personal, Question, refused
from consultkit.schema.typed_text import typed, without_spaces

_LA_POSTE = "356000000"
_EXAMPLE = "732 829 320 00074"


class SiretQuestion(Question):
    """Value: the 14 digits as a text (some begin with 0). The check digits are right; whether the
    establishment exists is not asked here: a look-up must never block an answer."""

    kind: ClassVar[str] = "siret"
    inputmode: ClassVar[str | None] = "numeric"
    max_length: ClassVar[int] = 20
    operators: ClassVar[tuple[str, ...]] = ("answered",)

    personal: Personal = "direct"

    def parse(self, posted: Sequence[str]) -> Json:
        digits = without_spaces(typed(posted)).replace(".", "").replace("-", "")
        if not digits:
            return None
        if not _has_form(digits):
            raise refused("format", "Enter the 14 digits of your SIRET, such as {example}.", example=_EXAMPLE)
        if not _has_right_check_digits(digits):
            raise refused("check_digits", "Check your SIRET: one of its digits must be mistyped.")
        return digits

    def missing(self) -> AnswerFault:
        return AnswerFault(
            "missing", "Enter the 14 digits of your SIRET, such as {example}.", {"example": _EXAMPLE}
        )

    def again(self, value: Json) -> tuple[str, ...]:
        return (_in_groups(str(value)),)

    def display(self, value: Json, language: str) -> str:
        return "" if value is None else _in_groups(str(value))


def is_siret(digits: str) -> bool:
    """Whether these are the 14 digits of a SIRET, without spaces."""
    return _has_form(digits) and _has_right_check_digits(digits)


def _has_form(digits: str) -> bool:
    return len(digits) == 14 and digits.isascii() and digits.isdigit()


def _has_right_check_digits(digits: str) -> bool:
    # All zeros satisfies Luhn and is nobody's number.
    if not siren.is_valid(digits[:9]) or not digits[:9].strip("0"):
        return False
    # La Poste has more establishments than Luhn leaves it: theirs may add up to a multiple of five instead.
    by_sum = digits.startswith(_LA_POSTE) and sum(map(int, digits)) % 5 == 0
    return by_sum or luhn.is_valid(digits)


def _in_groups(digits: str) -> str:
    return f"{digits[:3]} {digits[3:6]} {digits[6:9]} {digits[9:]}"
