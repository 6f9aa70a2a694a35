"""`type: money`: an amount in one currency."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, ClassVar

from pydantic import AfterValidator, Field, Strict

from consultkit.records import Json
from consultkit.schema.file_part import fault
from consultkit.schema.languages import amount_in_words, currency_symbol, is_currency
from consultkit.schema.question_types.decimal import Bound, DecimalQuestion
from consultkit.schema.text import Text


def _known(code: str) -> str:
    if not is_currency(code):
        raise fault(f"There is no currency `{code}`.", "Write its code of ISO 4217, such as `EUR`.")
    return code


class MoneyQuestion(DecimalQuestion):
    """Value: a text such as `"1234.50"`; the currency is the question's and the same for everybody."""

    kind: ClassVar[str] = "money"

    currency: Annotated[str, AfterValidator(_known)] = "EUR"
    min: Bound | None = Decimal(0)
    decimals: Annotated[int, Strict(), Field(ge=0, le=6)] = 2

    @property
    def sign(self) -> Text:
        """What stands after the control."""
        return self.unit or Text({"": currency_symbol(self.currency)})

    def display(self, value: Json, language: str) -> str:
        if not isinstance(value, str):
            return ""
        return amount_in_words(Decimal(value), self.currency, language)
