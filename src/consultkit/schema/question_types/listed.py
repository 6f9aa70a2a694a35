"""What closed questions over a list that the file does not write have in common."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import ClassVar

from consultkit.errors import AnswerFault
from consultkit.records import Answers, Json
from consultkit.schema.conditions import Comparison
from consultkit.schema.file_part import did_you_mean
from consultkit.schema.open_data import CLOSED, Publication
from consultkit.schema.question import changed, compared_values, refused
from consultkit.schema.question_types.searched import SearchedQuestion


class ListedQuestion(SearchedQuestion):
    """Value: a code of the list. Nothing is chosen beforehand."""

    kind: ClassVar[str] = "listed"
    opens: ClassVar[frozenset[Publication]] = CLOSED
    coded: ClassVar[bool] = True
    operators: ClassVar[tuple[str, ...]] = ("is", "one_of", "answered")

    def entries(self, language: str) -> Mapping[str, str]:
        """What can be chosen: names by code, in the order in which they are shown."""
        raise NotImplementedError

    def texts(self) -> Mapping[str, Iterable[str]]:
        names = [self.entries(language) for language in ("fr", "en")]
        return {code: [of[code] for of in names] for code in names[0]}

    def names(self) -> tuple[str, ...]:
        return self.search_names if self.is_searched else (self.id,)

    def parse(self, posted: Sequence[str]) -> Json:
        given = self.meant(posted) if self.is_searched else next(iter(posted), "")
        if not given:
            return None
        if given not in self.entries("fr"):
            raise refused("choice", "Choose one of the answers.")
        return given

    def check(self, value: Json, answers: Answers, today: date | None = None) -> None:
        if not isinstance(value, str) or value not in self.entries("fr"):
            raise changed()

    def again(self, value: Json) -> tuple[str, ...]:
        return tuple(str(value) for _name in self.names())

    def missing(self) -> AnswerFault:
        return AnswerFault("missing", "Choose one of the answers.")

    def display(self, value: Json, language: str) -> str:
        return "" if value is None else self.code_label(str(value), language)

    def columns(self) -> tuple[str, ...]:
        return (self.id, f"{self.id}.name")

    def cells(self, value: Json, language: str) -> tuple[str, ...]:
        return ("", "") if value is None else (str(value), self.display(value, language))

    def codes(self, value: Json) -> tuple[str, ...]:
        return (value,) if isinstance(value, str) else ()

    def all_codes(self) -> tuple[str, ...]:
        return tuple(self.entries("fr"))

    def code_label(self, code: str, language: str) -> str:
        return self.entries(language).get(code, code)

    def wrong_comparison(self, comparison: Comparison) -> tuple[str, str] | None:
        wrong = super().wrong_comparison(comparison)
        if wrong is not None or comparison.operator == "answered":
            return wrong
        known = self.entries("fr")
        unknown = [value for value in compared_values(comparison) if value not in known]
        if not unknown:
            return None
        what = f"`{self.id}` has no answer `{unknown[0]}`."
        return what, did_you_mean(unknown[0], known) or "Write one of its codes, between quotes."
