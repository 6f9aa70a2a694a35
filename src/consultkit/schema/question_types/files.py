"""`type: files`: several files that the respondent hands in."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field, Strict, model_validator

from consultkit.errors import AnswerFault
from consultkit.schema.file_part import Fault, faults_error
from consultkit.schema.question import refused
from consultkit.schema.question_types.file import FileQuestion

MOST = 20


class FilesQuestion(FileQuestion):
    """Value: the entries of the files, in the order in which they came."""

    kind: ClassVar[str] = "files"

    min: Annotated[int, Strict(), Field(ge=1, le=MOST)] = 1
    """How many there must be at least, once there is any."""
    max: Annotated[int, Strict(), Field(ge=1, le=MOST)] = 5

    @model_validator(mode="after")
    def _can_be_met(self) -> FilesQuestion:
        if self.max < self.min:
            raise faults_error("files", [Fault(("max",), "`max` is below `min`.", "Correct one of the two.")])
        return self

    @property
    def least(self) -> int:
        return self.min

    @property
    def most(self) -> int:
        return self.max

    def missing(self) -> AnswerFault:
        return AnswerFault("missing", "Choose at least one file.")

    def _judge(self, given: int) -> None:
        super()._judge(given)
        if given < self.min:
            raise refused("too_few", "Add files: {least} at least.", least=self.min)
