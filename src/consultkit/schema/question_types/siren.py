"""`type: siren`: the number of a French firm (9 digits, decree 73-314; INSEE)."""

from __future__ import annotations

from typing import ClassVar

from stdnum.exceptions import InvalidChecksum
from stdnum.fr import siren

from consultkit.errors import AnswerFault
from consultkit.schema.question_types.identifier import IdentifierQuestion, in_groups_of

_EXAMPLE = "732 829 320"


class SirenQuestion(IdentifierQuestion):
    """Value: the 9 digits as a text."""

    kind: ClassVar[str] = "siren"
    inputmode: ClassVar[str | None] = "numeric"

    def validated(self, number: str) -> str:
        digits: str = siren.validate(number)
        if not digits.strip("0"):  # All zeros satisfies Luhn and is nobody's number.
            raise InvalidChecksum
        return digits

    def in_groups(self, number: str) -> str:
        return in_groups_of(3, number)

    def missing(self) -> AnswerFault:
        return AnswerFault(
            "missing", "Enter the 9 digits of your SIREN, such as {example}.", {"example": _EXAMPLE}
        )
