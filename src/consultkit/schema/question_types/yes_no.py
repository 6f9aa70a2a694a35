"""`type: yes_no`: one of two."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import ClassVar

from consultkit.errors import AnswerFault
from consultkit.records import Answers, Json
from consultkit.schema.conditions import Comparison
from consultkit.schema.open_data import CLOSED, Publication
from consultkit.schema.question import Question, changed, compared_values, refused

_WORDS = {"fr": ("Oui", "Non"), "en": ("Yes", "No")}


def yes_or_no(value: Json, language: str) -> str:
    """`Oui`, `Non`; in English for a language without words here."""
    yes, no = _WORDS.get(language, _WORDS["en"])
    return yes if value is True else no


class YesNoQuestion(Question):
    """Value: true or false. Nothing is chosen beforehand."""

    kind: ClassVar[str] = "yes_no"
    opens: ClassVar[frozenset[Publication]] = CLOSED
    coded: ClassVar[bool] = True
    operators: ClassVar[tuple[str, ...]] = ("is", "answered")

    def parse(self, posted: Sequence[str]) -> Json:
        given = posted[0] if posted else ""
        if not given:
            return None
        if given not in ("yes", "no"):
            raise refused("choice", "Choose yes or no.")
        return given == "yes"

    def check(self, value: Json, answers: Answers, today: date | None = None) -> None:
        if not isinstance(value, bool):
            raise changed()

    def missing(self) -> AnswerFault:
        return AnswerFault("missing", "Choose yes or no.")

    def again(self, value: Json) -> tuple[str, ...]:
        return self.codes(value)

    def display(self, value: Json, language: str) -> str:
        return "" if value is None else yes_or_no(value, language)

    def cells(self, value: Json, language: str) -> tuple[str, ...]:
        return (self.display(value, language),)

    def coded_cells(self, value: Json) -> tuple[str, ...]:
        return self.codes(value) or ("",)

    def codes(self, value: Json) -> tuple[str, ...]:
        return () if value is None else ("yes" if value is True else "no",)

    def all_codes(self) -> tuple[str, ...]:
        return ("yes", "no")

    def code_label(self, code: str, language: str) -> str:
        return yes_or_no(code == "yes", language) if code in ("yes", "no") else code

    def wrong_comparison(self, comparison: Comparison) -> tuple[str, str] | None:
        wrong = super().wrong_comparison(comparison)
        if wrong is None and not all(isinstance(value, bool) for value in compared_values(comparison)):
            mend = f"Write `{{{self.id}: true}}` or `{{{self.id}: false}}`."
            return f"`{self.id}` is answered by yes or no.", mend
        return wrong
