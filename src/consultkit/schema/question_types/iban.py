"""`type: iban`: the number of a bank account (ISO 13616)."""

from __future__ import annotations

import re
from typing import ClassVar

from stdnum import iban
from stdnum.exceptions import InvalidFormat

from consultkit.errors import AnswerFault
from consultkit.schema.question_types.identifier import IdentifierQuestion, in_groups_of

_form = re.compile("[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")

_EXAMPLE = "FR76 3000 6000 0112 3456 7890 189"


class IbanQuestion(IdentifierQuestion):
    """Value: capitals and digits without spaces; the check digits, and those of the country, are right."""

    kind: ClassVar[str] = "iban"

    def validated(self, number: str) -> str:
        if not _form.fullmatch(number):  # stdnum looks at the check digits of anything.
            raise InvalidFormat
        found: str = iban.validate(number)
        return found

    def in_groups(self, number: str) -> str:
        return in_groups_of(4, number)

    def missing(self) -> AnswerFault:
        return AnswerFault("missing", "Enter an IBAN, such as {example}.", {"example": _EXAMPLE})
