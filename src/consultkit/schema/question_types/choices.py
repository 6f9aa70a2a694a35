"""`type: choices`: as many options as apply."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field, Strict, model_validator

from consultkit.errors import AnswerFault
from consultkit.records import Answers, Json
from consultkit.schema.chosen import codes_alone, texts_of, with_texts
from consultkit.schema.file_part import Fault, faults_error
from consultkit.schema.open_data import CLOSED, Publication
from consultkit.schema.question import changed, refused
from consultkit.schema.question_types.specified import SpecifiedQuestion


class ChoicesQuestion(SpecifiedQuestion):
    """Value: the ids of the options, in the order of the file; nothing when none is chosen.

    `{"codes": ids, "texts": {id: …}}` where one that was chosen asks for words.
    """

    kind: ClassVar[str] = "choices"
    opens: ClassVar[frozenset[Publication]] = CLOSED
    operators: ClassVar[tuple[str, ...]] = ("includes", "answered")
    option_keys: ClassVar[frozenset[str]] = frozenset({"specify", "exclusive"})

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

    def names(self) -> tuple[str, ...]:
        """One a tick box and one a field, where there are fields: else the tick boxes share one."""
        if self.is_searched:
            return (*self.columns(), f"{self.id}.search")
        return self.columns() if self.specified else (self.id,)

    def name_of(self, code: str) -> str:
        return f"{self.id}.{code}" if self.specified or self.is_searched else self.id

    def chosen_in(self, shown: Sequence[str]) -> tuple[str, ...]:
        return tuple(code for code in shown[:-1] if code)

    def typed_in(self, shown: Sequence[str]) -> str:
        return "".join(shown[-1:])

    def parse(self, posted: Sequence[str]) -> Json:
        if self.is_searched:
            return self._among(self._searched(posted), {})
        ticked = posted[: len(self.options)] if self.specified else posted
        given = {code for code in ticked if code}
        return self._among(given, self._texts(posted[len(ticked) :], given))

    def check(self, value: Json, answers: Answers, today: date | None = None) -> None:
        codes = codes_alone(value)
        if not isinstance(codes, list) or not codes:
            raise changed()
        if not all(isinstance(code, str) and self._is_shown(code, answers) for code in codes):
            raise refused("choice", "Choose among the answers shown.")
        self._judge(codes)
        if texts_of(value) != texts_of(self.parse(self.again(value))):
            raise changed()

    def missing(self) -> AnswerFault:
        return AnswerFault("missing", "Choose at least one answer.")

    def again(self, value: Json) -> tuple[str, ...]:
        chosen = self.codes(value)
        if not (self.specified or self.is_searched):
            return chosen
        if self.is_searched:
            return (*(code if code in chosen else "" for code in self.by_id), "")
        return (*(code if code in chosen else "" for code in self.by_id), *self._again_texts(value))

    def display(self, value: Json, language: str) -> str:
        return ", ".join(self._said(code, value, language) for code in self.codes(value))

    def columns(self) -> tuple[str, ...]:
        """One an option, so that each can be filtered and counted: `practices.delisting`; then the words."""
        return (*(f"{self.id}.{code}" for code in self.by_id), *self.text_names)

    def cells(self, value: Json, language: str) -> tuple[str, ...]:
        """1 for what was chosen, 0 for what was not; empty when there is no answer."""
        if value is None:
            return ("",) * len(self.columns())
        chosen = self.codes(value)
        return (*("1" if code in chosen else "0" for code in self.by_id), *self._again_texts(value))

    def codes(self, value: Json) -> tuple[str, ...]:
        codes = codes_alone(value)
        return tuple(str(code) for code in codes) if isinstance(codes, list) else ()

    def _among(self, given: Collection[str], texts: Mapping[str, str]) -> Json:
        if not given:
            return None
        if not set(given) <= self.by_id.keys():
            raise refused("choice", "Choose among the answers shown.")
        self._judge(given)
        return with_texts([code for code in self.by_id if code in given], texts)

    def _searched(self, posted: Sequence[str]) -> set[str]:
        """What is ticked. Words that look for none of it are a search that is not finished."""
        ticked, typed = set(self.chosen_in(posted)), self.typed_in(posted).strip()
        if typed and not any(self.index.leads_to(typed, code) for code in ticked):
            raise self.unfinished(typed)
        return ticked

    def _judge(self, given: Collection[object]) -> None:
        if any(self.by_id[str(code)].exclusive for code in given):
            if len(given) > 1:
                raise refused("exclusive", "Untick either the answer that stands alone, or all the others.")
            return
        if len(given) < self.min:
            raise refused("too_few", "Choose more answers: {least} at least.", least=self.min)
        if self.max is not None and len(given) > self.max:
            raise refused("too_many", "Choose fewer answers: {most} at most.", most=self.max)
