"""The contract of a question type: its whole life, from what is posted to what is counted, in one class."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar, Literal

from pydantic import Field

from consultkit.errors import AnswerFault
from consultkit.records import Answers, Json
from consultkit.schema.conditions import Comparison, Condition
from consultkit.schema.file_part import FilePart, QuestionId
from consultkit.schema.open_data import Coarsening, Publication
from consultkit.schema.text import Text

Personal = Literal["none", "indirect", "direct"]
Protection = Literal["personal", "all"]
Measure = Literal["number", "month"]
DIGITS, OF_DECIMALS = 3, 6


class AnswerRefused(Exception):  # noqa: N818 - the binding name of the plugin contract
    """An answer that a question does not take; `fault` is the instruction to show."""

    def __init__(self, fault: AnswerFault) -> None:
        super().__init__(fault.message)
        self.fault = fault


def refused(code: str, message: str, **params: str | int) -> AnswerRefused:
    """`message` is an English msgid, an instruction, with `{named}` places for the params."""
    return AnswerRefused(AnswerFault(code, message, params))


def changed() -> AnswerRefused:
    """A kept value that is none of this question's: it was kept for an older form."""
    return refused("changed", "Answer this question again: it has changed.")


class Question(FilePart):
    """One question of a page. A type is a subclass with its own `kind`, registered by a plugin.

    Defaults of fields never change once released: a stored form is written without them.
    """

    kind: ClassVar[str]
    """The word of the file's `type:`, and the name of the template."""
    coded: ClassVar[bool] = False
    """Whether answers are closed: they are counted, and their codes stay readable for that."""
    asks: ClassVar[bool] = True
    """False for what is only read, or worked out."""
    yields: ClassVar[bool] = True
    """False for what has no value: nothing of it is read again, exported or counted."""
    apart: ClassVar[bool] = False
    """True for what is answered on pages of its own: saving the page that it stands on leaves it as it is."""
    stops: ClassVar[bool] = False
    """True for what ends the road where it shows."""
    measures: ClassVar[Measure | None] = None
    """What a free answer comes to when many are counted; None where it can only be read."""
    inputmode: ClassVar[str | None] = None
    """The keyboard that a telephone offers (HTML `inputmode`)."""
    operators: ClassVar[tuple[str, ...]] = ("answered",)
    """The comparisons that a condition may make; `is` is equality."""
    opens: ClassVar[frozenset[Publication]] = frozenset({"never"})
    """What its `publication` may say: nothing is opened that its type does not know how to open."""
    coarser: ClassVar[frozenset[str]] = frozenset()
    """The ways in which its answers can be made coarser."""

    id: QuestionId
    type: str
    label: Text
    hint: Text | None = None
    required: bool = Field(default=True, strict=True)
    show_if: Condition | None = None
    personal: Personal = "none"
    """`direct` names a person or a firm; `indirect` may help to find out who it is."""
    sealed: bool = Field(default=False, strict=True)
    """From the moment of sending, only the officials' keys open its answers (`seal:`); the server cannot."""
    publication: Publication | None = None
    """What of its answers is open data; while nothing is declared, none are made."""
    generalise: Coarsening | None = None
    """How its answers are made coarser before they are told."""

    @property
    def inner(self) -> tuple[Question, ...]:
        """The questions that it heads on its page, each with an answer of its own."""
        return ()

    @property
    def is_searched(self) -> bool:
        """Whether its list of answers is so long that one looks for one in it."""
        return False

    def is_protected(self, policy: Protection) -> bool:
        """Whether its answers are kept in the envelope: direct identifiers and what is `sealed` always; under
        `all`, all but closed answers."""
        return self.sealed or self.personal == "direct" or (policy == "all" and not self.coded)

    def closed_part(self, value: Json) -> Json:
        """Of a closed answer, what may lie open under `all`: without the words that came with it."""
        return value

    # --- from the respondent ---------------------------------------------------

    def names(self) -> tuple[str, ...]:
        """The names of its controls. Where there are several, each gives `parse` one value, "" for none."""
        return (self.id,)

    def parse(self, posted: Sequence[str]) -> Json:
        """The canonical value of what was posted, or None when nothing was answered. Raises AnswerRefused."""
        raise NotImplementedError

    def check(self, value: Json, answers: Answers, today: date | None = None) -> None:
        """Whether a kept value still answers this question, after the answers given before it.

        `today` is the day in the consultation's zone; without it, limits that move with it are not judged.
        Raises AnswerRefused.
        """
        if self.parse(self.again(value)) != value:
            raise changed()

    def worked_out(self, answers: Answers) -> Json:
        """The value of what asks nothing and is worked out from earlier answers; None for all others."""
        return None

    def on_path(self, value: Json, answers: Answers) -> Json:
        """As much of a value that was checked as the answers given before it leave on the path."""
        return value

    def missing(self) -> AnswerFault:
        """The instruction for a required question without an answer."""
        return AnswerFault("missing", "Answer this question.")

    # --- to readers ------------------------------------------------------------

    def again(self, value: Json) -> tuple[str, ...]:
        """What the control shows again; parsing it gives the same value."""
        return (str(value),)

    def display(self, value: Json, language: str) -> str:
        """The answer as a person reads it."""
        return "" if value is None else str(value)

    def columns(self) -> tuple[str, ...]:
        """The headings of its cells in an export: ids, which never change."""
        return (self.id,)

    def cells(self, value: Json, language: str) -> tuple[str, ...]:
        """One cell a column, written for a spreadsheet of that language; empty when there is no answer."""
        return ("" if value is None else str(value),)

    def coded_cells(self, value: Json) -> tuple[str, ...]:
        """Likewise for programs: codes instead of words, numbers and dates as they are kept."""
        return self.cells(value, "en")

    # --- to counting -----------------------------------------------------------

    def codes(self, value: Json) -> tuple[str, ...]:
        """The closed answers that the value holds; none where answers are free."""
        return ()

    def all_codes(self) -> tuple[str, ...]:
        """Every closed answer there is, in the order of the file."""
        return ()

    def code_label(self, code: str, language: str) -> str:
        """A closed answer in words; the code itself when the question does not know it."""
        return code

    def measured(self, value: Json) -> str | None:
        """A free answer as it is counted: a number to three significant digits, such as `1230`, or a month,
        such as `2018-11`. None where the question measures nothing."""
        if self.measures is None or value is None or isinstance(value, bool):
            return None
        return str(value)[:7] if self.measures == "month" else rounded(value)

    # --- to everybody ----------------------------------------------------------

    def generalised(self, value: Json) -> str:
        """The answer, as coarse as `generalise` says; empty where it fits nowhere.

        Only for types that name the ways in `coarser`.
        """
        raise NotImplementedError

    # --- to the department -----------------------------------------------------

    def wrong_comparison(self, comparison: Comparison) -> tuple[str, str] | None:
        """Why a condition cannot compare this question so, and how to mend it; None when it can."""
        if comparison.operator in self.operators:
            return None
        how = "by equality" if comparison.operator == "is" else f"by `{comparison.operator}`"
        what = f"A `{self.kind}` question such as `{self.id}` cannot be compared {how}."
        return what, f"Use {', '.join(_said_use(self.id, word) for word in self.operators)}."


def rounded(number: Json) -> str:
    """Three significant digits, halves to even: so that however many answer, few numbers are kept."""
    exact = Decimal(str(number))
    place = max(exact.adjusted() - DIGITS + 1, -OF_DECIMALS)
    kept = exact.quantize(Decimal(1).scaleb(place)).normalize()
    return format(kept or Decimal(0), "f")


def with_inner(questions: Iterable[Question]) -> Iterator[Question]:
    """The questions in the order in which they are met, those of a group after it."""
    for question in questions:
        yield question
        yield from question.inner


def _said_use(question: str, word: str) -> str:
    return f"`{{{question}: value}}`" if word == "is" else f"`{{{question}: {{{word}: …}}}}`"


def compared_values(comparison: Comparison) -> tuple[Any, ...]:
    """What the answer is compared with, one or several."""
    return comparison.value if isinstance(comparison.value, tuple) else (comparison.value,)
