"""`type: confirm`: a box to tick, such as an undertaking."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import ClassVar

from consultkit.errors import AnswerFault
from consultkit.records import Answers, Json
from consultkit.schema.conditions import Comparison
from consultkit.schema.open_data import CLOSED, Publication
from consultkit.schema.question import Question, changed, compared_values, refused
from consultkit.schema.question_types.yes_no import yes_or_no


class ConfirmQuestion(Question):
    """Value: true, or nothing. When it is required, the box must be ticked."""

    kind: ClassVar[str] = "confirm"
    opens: ClassVar[frozenset[Publication]] = CLOSED
    coded: ClassVar[bool] = True
    operators: ClassVar[tuple[str, ...]] = ("is", "answered")

    def parse(self, posted: Sequence[str]) -> Json:
        given = posted[0] if posted else ""
        if not given:
            return None
        if given != "yes":
            raise refused("choice", "Tick the box, or leave it empty.")
        return True

    def check(self, value: Json, answers: Answers, today: date | None = None) -> None:
        if value is not True:
            raise changed()

    def missing(self) -> AnswerFault:
        return AnswerFault("missing", "Tick the box to continue.")

    def again(self, value: Json) -> tuple[str, ...]:
        return ("yes",)

    def display(self, value: Json, language: str) -> str:
        return "" if value is None else yes_or_no(value, language)

    def cells(self, value: Json, language: str) -> tuple[str, ...]:
        return (self.display(value, language),)

    def coded_cells(self, value: Json) -> tuple[str, ...]:
        return self.codes(value) or ("",)

    def codes(self, value: Json) -> tuple[str, ...]:
        return ("yes",) if value is True else ()

    def all_codes(self) -> tuple[str, ...]:
        return ("yes",)

    def code_label(self, code: str, language: str) -> str:
        return yes_or_no(True, language) if code == "yes" else code  # noqa: FBT003 - it is a value here

    def wrong_comparison(self, comparison: Comparison) -> tuple[str, str] | None:
        wrong = super().wrong_comparison(comparison)
        if wrong is None and compared_values(comparison) != (True,):
            return (
                f"`{self.id}` is a box: it is ticked, or it has no answer.",
                f"Write `{{{self.id}: true}}`.",
            )
        return wrong
