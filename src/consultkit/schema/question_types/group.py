"""`type: group`: questions that belong together on their page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, ClassVar

from pydantic import Field, model_validator

from consultkit.records import Json
from consultkit.schema.file_part import Fault, faults_error
from consultkit.schema.question import Question
from consultkit.schema.question_types.any_question import AnyQuestion

MOST = 50


class GroupQuestion(Question):
    """A heading over questions that have ids and answers of their own. It shows when any of them does."""

    kind: ClassVar[str] = "group"
    asks: ClassVar[bool] = False
    yields: ClassVar[bool] = False
    operators: ClassVar[tuple[str, ...]] = ()

    questions: Annotated[tuple[AnyQuestion, ...], Field(min_length=1, max_length=MOST)]

    @model_validator(mode="after")
    def _is_flat(self) -> GroupQuestion:
        faults = [
            Fault(("questions", index), "A group holds no group.", "Put this one beside it.")
            for index, question in enumerate(self.questions)
            if question.inner
        ]
        if faults:
            raise faults_error("group", faults)
        return self

    @property
    def inner(self) -> tuple[Question, ...]:
        return self.questions

    def parse(self, posted: Sequence[str]) -> Json:
        return None

    def columns(self) -> tuple[str, ...]:
        return ()

    def cells(self, value: Json, language: str) -> tuple[str, ...]:
        return ()
