"""What the parts of a file say about one another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from consultkit.schema.conditions import Comparison, Condition, comparisons
from consultkit.schema.consultation import Consultation
from consultkit.schema.file_part import Fault, Where, did_you_mean
from consultkit.schema.load.computed_checks import computed_faults
from consultkit.schema.load.open_data_checks import open_data_faults
from consultkit.schema.load.outline import Outline
from consultkit.schema.load.place_checks import place_faults
from consultkit.schema.load.pruning import PrunedDocument
from consultkit.schema.load.sealed_checks import needed_by, sealed_faults
from consultkit.schema.load.sign_in_checks import sign_in_faults
from consultkit.schema.question import Question, compared_values
from consultkit.schema.question_types import OptionsQuestion, RepeatQuestion
from consultkit.schema.sign_in_rule import ScopesOfWays

RESERVED_PAGES = frozenset({"check", "submit", "discard"})
"""Words that follow a draft's address already."""
RESERVED_CONSULTATIONS = frozenset(
    {"account", "accounts", "auth", "desk", "health", "legal", "sign-in", "sign-out", "static", "theme"}
)
"""First words of other addresses."""


@dataclass(frozen=True, slots=True)
class _Placed:
    """A condition, where it is written, and what comes before it."""

    condition: Condition
    where: Where
    earlier: Mapping[str, Question]
    own: str = ""


def cross_faults(
    consultation: Consultation,
    outline: Outline,
    document: PrunedDocument,
    sign_in_ways: ScopesOfWays,
    data: Any,
) -> Iterator[Fault]:
    """Every disagreement. `outline` also knows the parts that were too faulty to be read."""
    yield from _repeated(outline.pages, "page")
    yield from _repeated(outline.questions, "question")
    yield from _reserved(consultation, outline)
    yield from sign_in_faults(consultation, outline, document, sign_in_ways)
    for placed in _placed_conditions(consultation, document):
        yield from _wrong_sources(placed, outline)
    yield from computed_faults(consultation, outline, document)
    yield from place_faults(consultation, outline, document)
    yield from sealed_faults(consultation, document, data)
    yield from open_data_faults(consultation, document)


def _repeated(named: Sequence[tuple[str, Where]], kind: str) -> Iterator[Fault]:
    seen: set[str] = set()
    for name, where in named:
        if name in seen:
            yield Fault((*where, "id"), f"There is a {kind} `{name}` already.", "Give each its own id.")
        seen.add(name)


def _reserved(consultation: Consultation, outline: Outline) -> Iterator[Fault]:
    if consultation.id in RESERVED_CONSULTATIONS:
        yield Fault(("consultation",), f"`{consultation.id}` is taken by an address.", "Choose another id.")
    for name, where in outline.pages:
        if name in RESERVED_PAGES:
            yield Fault((*where, "id"), f"`{name}` is taken by an address.", "Choose another id.")


def _placed_conditions(consultation: Consultation, document: PrunedDocument) -> Iterator[_Placed]:
    earlier: dict[str, Question] = {}
    for page_index, page in enumerate(consultation.pages):
        here: tuple[str | int, ...] = ("pages", page_index)
        if page.show_if:
            yield _Placed(page.show_if, document.where((*here, "show_if")), dict(earlier))
        yield from _met_conditions(page.questions, here, earlier, document)
    for index, rule in enumerate(consultation.submit):
        yield _Placed(rule.condition, document.where(("submit", index, "if")), earlier)


def _met_conditions(
    questions: Sequence[Question], here: Where, earlier: dict[str, Question], document: PrunedDocument
) -> Iterator[_Placed]:
    """Those of the questions in the order in which they are met; each then counts among the earlier ones."""
    for index, question in enumerate(questions):
        where = (*here, "questions", index)
        yield from _conditions_of(question, where, dict(earlier), document)
        yield from _met_conditions(question.inner, where, earlier, document)
        if isinstance(question, RepeatQuestion):
            yield from _met_conditions(question.questions, where, dict(earlier), document)
        earlier[question.id] = question


def _conditions_of(
    question: Question, here: Where, earlier: Mapping[str, Question], document: PrunedDocument
) -> Iterator[_Placed]:
    if question.show_if:
        yield _Placed(question.show_if, document.where((*here, "show_if")), earlier, question.id)
    options = question.options if isinstance(question, OptionsQuestion) else ()
    for index, option in enumerate(options):
        if option.show_if:
            where = document.where((*here, "options", index, "show_if"))
            yield _Placed(option.show_if, where, earlier, question.id)


def _wrong_sources(placed: _Placed, outline: Outline) -> Iterator[Fault]:
    for comparison in comparisons(placed.condition.rule):
        wrong = _wrong_source(comparison, placed, outline)
        if wrong is not None:
            yield Fault((*placed.where, *comparison.where), *wrong)


def _wrong_source(comparison: Comparison, placed: _Placed, outline: Outline) -> tuple[str, str] | None:
    source = comparison.question
    if source in placed.earlier:
        known = placed.earlier[source]
        return needed_by(known, "a condition") or wrong_comparison(known, comparison, outline)
    if source == placed.own:
        return f"`{source}` cannot depend on its own answer.", "Name a question that comes earlier."
    if source in outline.unread:
        return None
    if source in outline.in_rows:
        what = f"`{source}` is asked in each row of `{outline.in_rows[source]}`: it has no single answer."
        return what, "Name a question outside the rows."
    if source in outline.read:
        return (
            f"`{source}` comes later than this condition.",
            "Name a question that comes earlier, or move it.",
        )
    return f"There is no question `{source}`.", did_you_mean(source, placed.earlier)


def wrong_comparison(question: Question, comparison: Comparison, outline: Outline) -> tuple[str, str] | None:
    """Why the question cannot be compared so; None when it can, or when it could not be read whole."""
    wrong = question.wrong_comparison(comparison)
    if wrong is not None and any(
        _is_unread(question, value, outline) for value in compared_values(comparison)
    ):
        return None
    return wrong


def _is_unread(question: Question, value: Any, outline: Outline) -> bool:
    return value in outline.options.get(question.id, ()) and value not in question.all_codes()
