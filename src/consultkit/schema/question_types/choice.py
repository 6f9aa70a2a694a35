"""`type: choice`: one option of several."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import ClassVar

from consultkit.errors import AnswerFault
from consultkit.records import Answers, Json
from consultkit.schema.chosen import codes_alone, with_text
from consultkit.schema.open_data import EVERY, Publication
from consultkit.schema.question import changed, refused
from consultkit.schema.question_types.specified import SpecifiedQuestion


class ChoiceQuestion(SpecifiedQuestion):
    """Value: the id of the option; `{"code": id, "text": …}` where it asks for words. Nothing is chosen
    beforehand."""

    kind: ClassVar[str] = "choice"
    opens: ClassVar[frozenset[Publication]] = EVERY
    coarser: ClassVar[frozenset[str]] = frozenset({"groups"})
    operators: ClassVar[tuple[str, ...]] = ("is", "one_of", "answered")

    def names(self) -> tuple[str, ...]:
        return self.search_names if self.is_searched else (self.id, *self.text_names)

    def parse(self, posted: Sequence[str]) -> Json:
        if self.is_searched:
            return self.meant(posted) or None
        given = posted[0] if posted else ""
        texts = self._texts(posted[1:], {given} - {""})
        if not given:
            return None
        if given not in self.by_id:
            raise refused("choice", "Choose one of the answers.")
        return with_text(given, texts)

    def check(self, value: Json, answers: Answers, today: date | None = None) -> None:
        code = codes_alone(value)
        if not isinstance(code, str) or not self._is_shown(code, answers):
            raise refused("choice", "Choose one of the answers.")
        if self.parse(self.again(value)) != value:
            raise changed()

    def missing(self) -> AnswerFault:
        return AnswerFault("missing", "Choose one of the answers.")

    def again(self, value: Json) -> tuple[str, ...]:
        code = str(codes_alone(value))
        return (code, code) if self.is_searched else (code, *self._again_texts(value))

    def display(self, value: Json, language: str) -> str:
        return "" if value is None else self._said(str(codes_alone(value)), value, language)

    def columns(self) -> tuple[str, ...]:
        """Its own, and one for the words of each option that asks for them: `size.other.text`."""
        return (self.id, *self.text_names)

    def cells(self, value: Json, language: str) -> tuple[str, ...]:
        chosen = "" if value is None else self.code_label(str(codes_alone(value)), language)
        return (chosen, *self._again_texts(value))

    def generalised(self, value: Json) -> str:
        groups = self.generalise.groups if self.generalise else None
        code = codes_alone(value)
        return next((name for name, codes in (groups or {}).items() if code in codes), "")

    def coded_cells(self, value: Json) -> tuple[str, ...]:
        chosen = "" if value is None else str(codes_alone(value))
        return (chosen, *self._again_texts(value))

    def codes(self, value: Json) -> tuple[str, ...]:
        code = codes_alone(value)
        return (code,) if isinstance(code, str) else ()
