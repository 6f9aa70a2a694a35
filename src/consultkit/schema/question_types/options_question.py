"""What questions over options that the file writes have in common."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import ClassVar

from pydantic import model_validator

from consultkit.records import Answers
from consultkit.schema.conditions import Comparison, evaluate
from consultkit.schema.file_part import Fault, did_you_mean, faults_error
from consultkit.schema.options import Option, Options
from consultkit.schema.question import Question, compared_values


class OptionsQuestion(Question):
    """Options have stable ids and may depend on earlier answers."""

    kind: ClassVar[str] = "options"
    coded: ClassVar[bool] = True
    option_keys: ClassVar[frozenset[str]] = frozenset()
    """Of `specify`, `exclusive` and `under`, what its options may say."""

    options: Options

    @model_validator(mode="after")
    def _fitting_options(self) -> OptionsQuestion:
        faults = list(self._wrong_options())
        if faults:
            raise faults_error(self.kind, faults)
        return self

    def _wrong_options(self) -> Iterator[Fault]:
        for index, option in enumerate(self.options):
            for key in option.keys_beyond(self.option_keys):
                what = f"An option of a `{self.kind}` question has no `{key}`."
                yield Fault(("options", index, key), what, "Remove it, or ask another type of question.")

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
