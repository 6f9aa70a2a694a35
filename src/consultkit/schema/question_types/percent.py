"""`type: percent`: a share."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, ClassVar

from pydantic import Field, Strict

from consultkit.schema.question_types.decimal import Bound, DecimalQuestion
from consultkit.schema.text import Text


class PercentQuestion(DecimalQuestion):
    """Value: a text such as `"20.5"`, between 0 and 100 unless the file says otherwise."""

    kind: ClassVar[str] = "percent"

    min: Bound | None = Decimal(0)
    max: Bound | None = Decimal(100)
    decimals: Annotated[int, Strict(), Field(ge=0, le=6)] = 1
    unit: Text | None = Text({"": "%"})
