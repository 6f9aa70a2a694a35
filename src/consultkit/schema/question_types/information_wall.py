"""`type: information_wall`: the end of the road for who is better served elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, ClassVar

from pydantic import Field

from consultkit.errors import AnswerFault
from consultkit.records import Json
from consultkit.schema.file_part import FilePart
from consultkit.schema.question import Question
from consultkit.schema.text import Text


class Elsewhere(FilePart):
    """Where to go instead."""

    label: Text
    url: Annotated[str, Field(pattern=r"^https://[^\s]+$", max_length=500)]


class InformationWallQuestion(Question):
    """Where it shows, nothing after it does and nothing can be sent. A condition decides for whom it is."""

    kind: ClassVar[str] = "information_wall"
    asks: ClassVar[bool] = False
    yields: ClassVar[bool] = False
    stops: ClassVar[bool] = True
    operators: ClassVar[tuple[str, ...]] = ()

    text: Text
    """Why one cannot go on, and what to do instead."""
    link: Elsewhere | None = None

    def parse(self, posted: Sequence[str]) -> Json:
        return None

    def missing(self) -> AnswerFault:
        return AnswerFault("wall", "Read what to do instead; or change the answer that led here.")

    def columns(self) -> tuple[str, ...]:
        return ()

    def cells(self, value: Json, language: str) -> tuple[str, ...]:
        return ()
