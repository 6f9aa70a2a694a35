"""A question of a stored form whose type is no longer installed: it is read, never asked again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar

from pydantic import ConfigDict, model_validator

from consultkit.records import Answers, Json
from consultkit.schema.question import Personal, Question, refused


class RetiredQuestion(Question):
    """Its answers are shown as they are kept, and always protected: what the type said of them is not known.

    Never registered: only a stored document makes one, and the form keeps that document.
    """

    model_config = ConfigDict(extra="ignore")
    kind: ClassVar[str] = "retired"

    personal: Personal = "direct"

    @model_validator(mode="before")
    @classmethod
    def _mark_unknown_keys(cls, written: Any) -> Any:
        return written

    def parse(self, posted: Sequence[str]) -> Json:
        raise refused("retired", "Leave this question out: it can no longer be answered.")

    def check(self, value: Json, answers: Answers, today: date | None = None) -> None:
        return

    def again(self, value: Json) -> tuple[str, ...]:
        return (self.display(value, ""),)

    def display(self, value: Json, language: str) -> str:
        if value is None or isinstance(value, str):
            return value or ""
        return json.dumps(value, ensure_ascii=False)

    def cells(self, value: Json, language: str) -> tuple[str, ...]:
        return (self.display(value, language),)
