"""The columns that answers have in an export, and the cells under them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Literal, Protocol

from consultkit.records import ExportChoice, Json, Wording
from consultkit.results.versions import Strand
from consultkit.schema import ChoicesQuestion, Question, RepeatQuestion

Kind = Literal["string", "integer", "number", "boolean", "date", "datetime"]

_KINDS: Mapping[str, Kind] = {
    "integer": "integer",
    "scale": "integer",
    "decimal": "number",
    "money": "number",
    "percent": "number",
    "computed": "number",
    "date": "date",
    "time_period": "date",
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column. What it says is `question`'s; None where no question of the form says it."""

    name: str
    kind: Kind = "string"
    question: Question | None = None


CellsOf = Callable[[Json], tuple[str, ...]]
MOST_REMEMBERED = 4096
"""Of one question: so that the memory needed does not grow with what respondents choose."""


class Writer(Protocol):
    """How answers become cells: in words, or in codes."""

    language: str

    def cells(self, question: Question, value: Json) -> tuple[str, ...]:
        """One cell for each of `headings_of`."""
        ...


def writer_of(choice: ExportChoice) -> Writer:
    return InCodes() if choice.wording is Wording.CODES else InWords(choice.language)


class InWords:
    """For people, in one language."""

    def __init__(self, language: str) -> None:
        self.language = language

    def cells(self, question: Question, value: Json) -> tuple[str, ...]:
        if isinstance(question, ChoicesQuestion):
            words = "" if value is None else question.display(value, self.language)
            return (words, *_ticks(question, question.cells(value, self.language)))
        if isinstance(question, RepeatQuestion):
            return (_number_of_rows(question, value),)
        return question.cells(value, self.language)


class InCodes:
    """For programs: the same in every language."""

    language = "en"

    def cells(self, question: Question, value: Json) -> tuple[str, ...]:
        if isinstance(question, ChoicesQuestion):
            return (",".join(question.codes(value)), *_ticks(question, question.coded_cells(value)))
        if isinstance(question, RepeatQuestion):
            return (_number_of_rows(question, value),)
        return question.coded_cells(value)


def cells_of(writer: Writer, strand: Strand, question: Question) -> CellsOf:
    """How answers to this question in its version are written; those that come back are worked out once."""
    if not question.coded:
        return partial(writer.cells, question)

    def write(value: Json) -> tuple[str, ...]:
        return writer.cells(strand.saying(question, value), value)

    return _Remembering(write)


class _Remembering:
    """Closed answers are few, and each comes thousands of times."""

    def __init__(self, write: CellsOf) -> None:
        self._write = write
        self._known: dict[tuple[type, str], tuple[str, ...]] = {}

    def __call__(self, value: Json) -> tuple[str, ...]:
        # By type too: true and 1 are equal, and a list reads like the text of it.
        key = value if isinstance(value, str) else repr(value)
        found = self._known.get((type(value), key))
        if found is None:
            found = self._write(value)
            if len(self._known) < MOST_REMEMBERED:
                self._known[type(value), key] = found
        return found


def headings_of(question: Question) -> tuple[str, ...]:
    """The names of its cells. Several answers are a list, then a 0 or 1 for each; rows are counted here."""
    if isinstance(question, ChoicesQuestion):
        return (question.id, *(() if question.is_searched else question.columns()))
    return (question.id,) if isinstance(question, RepeatQuestion) else question.columns()


def kind_of(question: Question, heading: str) -> Kind:
    """What a column holds, as Table Schema says it."""
    if isinstance(question, RepeatQuestion):
        return "integer"
    if isinstance(question, ChoicesQuestion):
        is_tick = heading != question.id and heading not in question.text_names
        return "boolean" if is_tick else "string"
    return _KINDS.get(question.kind, "string")


def _ticks(question: ChoicesQuestion, cells: tuple[str, ...]) -> tuple[str, ...]:
    # Of hundreds of communes nobody wants a column each: those that were chosen are in the list.
    return () if question.is_searched else cells


def _number_of_rows(question: RepeatQuestion, value: Json) -> str:
    return "" if value is None else str(len(question.rows(value)))
