"""`type: choice`: one option of several."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import ClassVar

from consultkit.errors import AnswerFault
from consultkit.records import Answers, Json
from consultkit.schema.conditions import Comparison, evaluate
from consultkit.schema.file_part import did_you_mean
from consultkit.schema.options import Option, Options
from consultkit.schema.question import Question, compared_values, refused


class OptionsQuestion(Question):
    """What `choice` and `choices` share: options that have stable ids and may depend on earlier answers."""

    kind: ClassVar[str] = "options"
    coded: ClassVar[bool] = True

    options: Options

    @cached_property
    def by_id(self) -> Mapping[str, Option]:
        """The options by their ids, in the order of the file."""
        return {option.id: option for option in self.options}

    def all_codes(self) -> tuple[str, ...]:
        return tuple(self.by_id)

    def code_label(self, code: str, language: str) -> str:
        option = self.by_id.get(code)
        return code if option is None else option.label.in_language(language)

    def wrong_comparison(self, comparison: Comparison) -> tuple[str, str] | None:
        wrong = super().wrong_comparison(comparison)
        if wrong is not None or comparison.operator == "answered":
            return wrong
        unknown = [value for value in compared_values(comparison) if value not in self.by_id]
        return self._unknown_option(unknown[0]) if unknown else None

    def _unknown_option(self, value: object) -> tuple[str, str]:
        what = f"`{self.id}` has no option `{value}`."
        if not isinstance(value, str) and str(value) in self.by_id:
            return what, f'Write it between quotes: "{value}".'
        return what, did_you_mean(value, self.by_id)

    def _is_shown(self, code: str, answers: Answers) -> bool:
        option = self.by_id.get(code)
        return option is not None and evaluate(option.show_if, answers)


class ChoiceQuestion(OptionsQuestion):
    """Value: the id of the option. Nothing is chosen beforehand."""

    kind: ClassVar[str] = "choice"
    operators: ClassVar[tuple[str, ...]] = ("is", "one_of", "answered")

    def parse(self, posted: Sequence[str]) -> Json:
        given = posted[0] if posted else ""
        if not given:
            return None
        if given not in self.by_id:
            raise refused("choice", "Choose one of the answers.")
        return given

    def check(self, value: Json, answers: Answers, today: date | None = None) -> None:
        if not isinstance(value, str) or not self._is_shown(value, answers):
            raise refused("choice", "Choose one of the answers.")

    def missing(self) -> AnswerFault:
        return AnswerFault("missing", "Choose one of the answers.")

    def display(self, value: Json, language: str) -> str:
        return "" if value is None else self.code_label(str(value), language)

    def cells(self, value: Json, language: str) -> tuple[str, ...]:
        return (self.display(value, language),)

    def codes(self, value: Json) -> tuple[str, ...]:
        return (value,) if isinstance(value, str) else ()
