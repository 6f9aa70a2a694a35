"""`type: choices`: as many options as apply."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field, Strict, model_validator

from consultkit.errors import AnswerFault
from consultkit.records import Answers, Json
from consultkit.schema.file_part import Fault, faults_error
from consultkit.schema.question import changed, refused
from consultkit.schema.question_types.choice import OptionsQuestion


class ChoicesQuestion(OptionsQuestion):
    """Value: the ids of the options, in the order of the file; nothing when none is chosen."""

    kind: ClassVar[str] = "choices"
    operators: ClassVar[tuple[str, ...]] = ("includes", "answered")

    min: Annotated[int, Strict(), Field(ge=1)] = 1
    """How many must be chosen at least, once any is."""
    max: Annotated[int, Strict(), Field(ge=1)] | None = None

    @model_validator(mode="after")
    def _can_be_met(self) -> ChoicesQuestion:
        if self.max is not None and self.max < self.min:
            raise faults_error(
                "choices", [Fault(("max",), "`max` is below `min`.", "Correct one of the two.")]
            )
        if self.min > len(self.options):
            mend = "Correct it, or add options."
            raise faults_error("choices", [Fault(("min",), "`min` is more than there are options.", mend)])
        return self

    def parse(self, posted: Sequence[str]) -> Json:
        given = {code for code in posted if code}
        if not given:
            return None
        if not given <= self.by_id.keys():
            raise refused("choice", "Choose among the answers shown.")
        self._judge(len(given))
        return [code for code in self.by_id if code in given]

    def check(self, value: Json, answers: Answers, today: date | None = None) -> None:
        if not isinstance(value, list) or not value:
            raise changed()
        if not all(isinstance(code, str) and self._is_shown(code, answers) for code in value):
            raise refused("choice", "Choose among the answers shown.")
        self._judge(len(value))

    def missing(self) -> AnswerFault:
        return AnswerFault("missing", "Choose at least one answer.")

    def again(self, value: Json) -> tuple[str, ...]:
        return self.codes(value)

    def display(self, value: Json, language: str) -> str:
        return ", ".join(self.code_label(code, language) for code in self.codes(value))

    def columns(self) -> tuple[str, ...]:
        """One a option, so that each can be filtered and counted: `practices.delisting`."""
        return tuple(f"{self.id}.{code}" for code in self.by_id)

    def cells(self, value: Json, language: str) -> tuple[str, ...]:
        """1 for what was chosen, 0 for what was not; empty when there is no answer."""
        if value is None:
            return ("",) * len(self.options)
        chosen = self.codes(value)
        return tuple("1" if code in chosen else "0" for code in self.by_id)

    def codes(self, value: Json) -> tuple[str, ...]:
        return tuple(str(code) for code in value) if isinstance(value, list) else ()

    def _judge(self, given: int) -> None:
        if given < self.min:
            raise refused("too_few", "Choose more answers: {least} at least.", least=self.min)
        if self.max is not None and given > self.max:
            raise refused("too_many", "Choose fewer answers: {most} at most.", most=self.max)
