"""`type: full_name`: the first and the last name of a person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import ClassVar

from consultkit.errors import AnswerFault
from consultkit.records import Answers, Json
from consultkit.schema.question import Personal, Question, changed, refused
from consultkit.schema.typed_text import on_one_line, refuse_longer, typed

_PARTS = ("given", "family")


class FullNameQuestion(Question):
    """Value: `{"given": "Élise", "family": "Kœnig"}`. Nothing is presumed of how names are written."""

    kind: ClassVar[str] = "full_name"
    max_length: ClassVar[int] = 100

    personal: Personal = "direct"

    def parse(self, posted: Sequence[str]) -> Json:
        given, family = (on_one_line(typed([part])) for part in (*posted, "", "")[:2])
        if not given and not family:
            return None
        if not given:
            raise refused("no_given", "Enter the first name too.")
        if not family:
            raise refused("no_family", "Enter the last name too.")
        refuse_longer(given, self.max_length)
        refuse_longer(family, self.max_length)
        return {"given": given, "family": family}

    def check(self, value: Json, answers: Answers, today: date | None = None) -> None:
        if not isinstance(value, dict) or set(value) != set(_PARTS):
            raise changed()
        if self.parse([str(value[part]) for part in _PARTS]) != value:
            raise changed()

    def missing(self) -> AnswerFault:
        return AnswerFault("missing", "Enter the first and the last name.")

    def again(self, value: Json) -> tuple[str, ...]:
        return tuple(str(value[part]) for part in _PARTS) if isinstance(value, dict) else ()

    def display(self, value: Json, language: str) -> str:
        return " ".join(self.again(value))

    def columns(self) -> tuple[str, ...]:
        return tuple(f"{self.id}.{part}" for part in _PARTS)

    def cells(self, value: Json, language: str) -> tuple[str, ...]:
        return self.again(value) or ("", "")
