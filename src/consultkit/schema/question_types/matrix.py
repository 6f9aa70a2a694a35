"""`type: matrix`: the same few answers for each of several lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import ClassVar

from pydantic import field_validator

from consultkit.errors import AnswerFault
from consultkit.records import Answers, Json
from consultkit.schema.file_part import fault
from consultkit.schema.open_data import ROWS, Publication
from consultkit.schema.options import Option, Options
from consultkit.schema.question import changed, refused
from consultkit.schema.question_types.options_question import OptionsQuestion


class MatrixQuestion(OptionsQuestion):
    """Value: the option of each row, by the row's id, in the order of the file. Required means every row."""

    kind: ClassVar[str] = "matrix"
    opens: ClassVar[frozenset[Publication]] = ROWS
    operators: ClassVar[tuple[str, ...]] = ("answered",)

    rows: Options

    @field_validator("rows")
    @classmethod
    def _plain_rows(cls, rows: tuple[Option, ...]) -> tuple[Option, ...]:
        if any(row.show_if is not None for row in rows):
            raise fault("A row has no `show_if`.", "Put the rows that come and go in a second matrix.")
        if any(row.keys_beyond(()) for row in rows):
            raise fault("A row has a label and a hint alone.", "Remove `specify` and `exclusive`.")
        return rows

    @cached_property
    def row_labels(self) -> Mapping[str, Option]:
        """The rows by their ids, in the order of the file."""
        return {row.id: row for row in self.rows}

    def names(self) -> tuple[str, ...]:
        return tuple(f"{self.id}.{row}" for row in self.row_labels)

    def parse(self, posted: Sequence[str]) -> Json:
        given = dict(zip(self.row_labels, posted, strict=False))
        chosen: dict[str, Json] = {row: option for row, option in given.items() if option}
        if not all(option in self.by_id for option in chosen.values()):
            raise refused("choice", "Choose among the answers shown.")
        if chosen and self.required and len(chosen) < len(self.rows):
            raise refused("rows", "Choose an answer on every line.")
        return chosen or None

    def check(self, value: Json, answers: Answers, today: date | None = None) -> None:
        if not isinstance(value, dict) or self.parse(self.again(value)) != value:
            raise changed()
        if not all(self._is_shown(option, answers) for _row, option in self._chosen(value)):
            raise refused("choice", "Choose among the answers shown.")

    def missing(self) -> AnswerFault:
        return AnswerFault("missing", "Choose an answer on every line.")

    def again(self, value: Json) -> tuple[str, ...]:
        chosen = dict(self._chosen(value))
        return tuple(chosen.get(row, "") for row in self.row_labels)

    def display(self, value: Json, language: str) -> str:
        """One line a row."""
        codes = self.codes(value)
        return "\n".join(self.code_label(code, language) for code in codes)

    def columns(self) -> tuple[str, ...]:
        return self.names()

    def cells(self, value: Json, language: str) -> tuple[str, ...]:
        return tuple(self._option_label(option, language) if option else "" for option in self.again(value))

    def coded_cells(self, value: Json) -> tuple[str, ...]:
        return self.again(value)

    def codes(self, value: Json) -> tuple[str, ...]:
        return tuple(f"{row}.{option}" for row, option in self._chosen(value))

    def all_codes(self) -> tuple[str, ...]:
        return tuple(f"{row}.{option}" for row in self.row_labels for option in self.by_id)

    def code_label(self, code: str, language: str) -> str:
        row, _, option = code.partition(".")
        if row not in self.row_labels:
            return code
        return f"{self.row_labels[row].label.in_language(language)} – {self._option_label(option, language)}"

    def _option_label(self, option: str, language: str) -> str:
        return super().code_label(option, language)

    def _chosen(self, value: Json) -> Iterator[tuple[str, str]]:
        for row, option in value.items() if isinstance(value, dict) else ():
            yield row, str(option)
