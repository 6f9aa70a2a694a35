"""`type: statement`: something to read between the questions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from consultkit.records import Json
from consultkit.schema.conditions import Comparison
from consultkit.schema.question import Question


class StatementQuestion(Question):
    """It has a label and a hint, and no answer."""

    kind: ClassVar[str] = "statement"
    asks: ClassVar[bool] = False
    yields: ClassVar[bool] = False
    operators: ClassVar[tuple[str, ...]] = ()

    def parse(self, posted: Sequence[str]) -> Json:
        return None

    def columns(self) -> tuple[str, ...]:
        return ()

    def cells(self, value: Json, language: str) -> tuple[str, ...]:
        return ()

    def wrong_comparison(self, comparison: Comparison) -> tuple[str, str] | None:
        return f"`{self.id}` is a statement: it has no answer.", "Name a question."
