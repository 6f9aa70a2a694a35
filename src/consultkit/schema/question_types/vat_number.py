"""`type: vat_number`: the number of a firm of the Union for VAT (directive 2006/112/EC, article 214)."""

from __future__ import annotations

from typing import ClassVar

from stdnum.eu import vat

from consultkit.errors import AnswerFault
from consultkit.schema.question_types.identifier import IdentifierQuestion, in_groups_of

_EXAMPLE = "FR 40 303 265 045"


class VatNumberQuestion(IdentifierQuestion):
    """Value: the code of the country and the number, such as `FR40303265045`."""

    kind: ClassVar[str] = "vat_number"

    def validated(self, number: str) -> str:
        found: str = vat.validate(number)
        return found

    def in_groups(self, number: str) -> str:
        country, rest = number[:2], number[2:]
        return f"{country} {rest[:2]} {in_groups_of(3, rest[2:])}" if country == "FR" else f"{country} {rest}"

    def missing(self) -> AnswerFault:
        return AnswerFault(
            "missing", "Enter a VAT number with its country, such as {example}.", {"example": _EXAMPLE}
        )
