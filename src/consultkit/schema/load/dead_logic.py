"""Conditions that decide nothing: what never shows, what always does, what is compared in vain."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass

from consultkit.schema.conditions import Condition, comparisons
from consultkit.schema.consultation import Consultation
from consultkit.schema.file_part import Fault, Where
from consultkit.schema.load.worlds import Worlds, rule_of
from consultkit.schema.question import Question
from consultkit.schema.question_types import OptionsQuestion
from consultkit.schema.rules import All, Rule


@dataclass(frozen=True, slots=True)
class _Conditioned:
    """Something with a condition, inside of what shows when `around` holds."""

    name: str
    condition: Condition | None
    where: Where
    around: Rule

    @property
    def whole(self) -> Rule:
        return All((self.around, rule_of(self.condition)))


def dead_logic(consultation: Consultation) -> Iterator[Fault]:
    """Each is certain: it is so whatever anybody answers."""
    worlds = Worlds(consultation)
    for index, page in enumerate(consultation.pages):
        here: Where = ("pages", index)
        shown = _Conditioned(f"The page `{page.id}`", page.show_if, (*here, "show_if"), All(()))
        if not (yield from _of(shown, worlds)):
            yield from _in_questions(page.questions, shown.whole, here, worlds)
    for index, rule in enumerate(consultation.submit):
        where = ("submit", index, "if")
        yield from _of(_Conditioned("Sending", rule.condition, where, All(())), worlds)


def unsendable(consultation: Consultation) -> Iterator[Fault]:
    """Rules of sending that no contribution can ever meet: such a file can only disappoint."""
    worlds = Worlds(consultation)
    for index, rule in enumerate(consultation.submit):
        if worlds.never(rule.condition.rule):
            what = "No contribution could ever be sent: no answers fulfil this condition."
            yield Fault(("submit", index, "if"), what, "Correct the condition, or remove the rule.")


def _in_questions(
    questions: Sequence[Question], around: Rule, here: Where, worlds: Worlds
) -> Iterator[Fault]:
    for index, question in enumerate(questions):
        place: Where = (*here, "questions", index)
        name = f"The question `{question.id}`"
        shown = _Conditioned(name, question.show_if, (*place, "show_if"), around)
        if question.stops and worlds.always(shown.whole, All(())):
            what = f"Nobody gets past the question `{question.id}`: it always shows."
            yield Fault(place, what, "Say with `show_if` for whom it is.")
        elif not (yield from _of(shown, worlds)):
            yield from _in_options(question, shown.whole, place, worlds)
            yield from _in_questions(question.inner, shown.whole, place, worlds)


def _in_options(question: Question, around: Rule, here: Where, worlds: Worlds) -> Iterator[Fault]:
    for index, option in enumerate(question.options if isinstance(question, OptionsQuestion) else ()):
        name = f"The option `{option.id}` of `{question.id}`"
        where = (*here, "options", index, "show_if")
        yield from _of(_Conditioned(name, option.show_if, where, around), worlds)


def _of(part: _Conditioned, worlds: Worlds) -> Generator[Fault, None, bool]:
    """Say what is dead in the condition. Returns whether the part never shows."""
    condition = part.condition
    if condition is None:
        return False
    if worlds.never(part.whole):
        yield Fault(part.where, f"{part.name} never shows: {_why(part, worlds)}.", _NEVER)
        return True
    if worlds.always(condition.rule, part.around):
        yield Fault(part.where, f"The condition of {_small(part.name)} always holds.", _ALWAYS)
    else:
        yield from _in_vain(part, condition, worlds)
    return False


def _why(part: _Conditioned, worlds: Worlds) -> str:
    alone = worlds.never(rule_of(part.condition))
    return "no answers fulfil its condition" if alone else "its condition excludes that of what it is in"


def _in_vain(part: _Conditioned, condition: Condition, worlds: Worlds) -> Iterator[Fault]:
    for one in comparisons(condition.rule):
        if worlds.never(All((part.around, one))):
            what = f"What {_small(part.name)} compares `{one.question}` with can never be its answer there."
            yield Fault((*part.where, *one.where), what, "Correct the comparison, or remove it.")


def _small(name: str) -> str:
    return name[0].lower() + name[1:]


_NEVER = "Correct the condition, or remove what never shows."
_ALWAYS = "Correct the condition, or remove it."
