"""`type: scale`: how much, between two ends."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field, Strict

from consultkit.errors import AnswerFault
from consultkit.records import Answers, Json
from consultkit.schema.open_data import CLOSED, Publication
from consultkit.schema.question import Question, changed, refused
from consultkit.schema.text import Text


class ScaleQuestion(Question):
    """Value: a whole number from `min` to `max`. Nothing is chosen beforehand."""

    kind: ClassVar[str] = "scale"
    opens: ClassVar[frozenset[Publication]] = CLOSED
    coded: ClassVar[bool] = True
    operators: ClassVar[tuple[str, ...]] = ("is", "above", "below", "answered")

    min: Annotated[int, Strict(), Field(ge=0, le=1)] = 1
    max: Annotated[int, Strict(), Field(ge=2, le=10)] = 5
    min_label: Text | None = None
    """What the lowest number means."""
    max_label: Text | None = None

    @property
    def steps(self) -> tuple[str, ...]:
        """Every number that can be chosen."""
        return self.all_codes()

    def parse(self, posted: Sequence[str]) -> Json:
        given = posted[0] if posted else ""
        if not given:
            return None
        if given not in self.all_codes():
            raise self._outside()
        return int(given)

    def check(self, value: Json, answers: Answers, today: date | None = None) -> None:
        if not isinstance(value, int) or isinstance(value, bool) or not self.min <= value <= self.max:
            raise changed()

    def missing(self) -> AnswerFault:
        return AnswerFault("missing", "Choose a number from {least} to {most}.", self._ends())

    def display(self, value: Json, language: str) -> str:
        return "" if value is None else self.code_label(str(value), language)

    def codes(self, value: Json) -> tuple[str, ...]:
        return () if value is None else (str(value),)

    def all_codes(self) -> tuple[str, ...]:
        return tuple(str(step) for step in range(self.min, self.max + 1))

    def code_label(self, code: str, language: str) -> str:
        meaning = {str(self.min): self.min_label, str(self.max): self.max_label}.get(code)
        return code if meaning is None else f"{code} ({meaning.in_language(language)})"

    def _ends(self) -> dict[str, str | int]:
        return {"least": self.min, "most": self.max}

    def _outside(self) -> Exception:
        return refused("choice", "Choose a number from {least} to {most}.", **self._ends())
