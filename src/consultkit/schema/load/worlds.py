"""What can be so at all in a consultation: every combination of what its conditions can tell apart.

It looks at the questions that a rule reads, and at those that decide whether these are asked, and so on back
to the beginning.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from consultkit.schema.conditions import Comparison, Condition
from consultkit.schema.consultation import Consultation
from consultkit.schema.load.meanings import Meaning, TooManyWorldsError, is_known, meanings
from consultkit.schema.question import Question
from consultkit.schema.question_types import OptionsQuestion
from consultkit.schema.rules import All, AnyOf, Not, Rule, comparisons

MOST_WORLDS = 20_000
MOST_SOURCES = 200
EVER = All(())
"""The rule of what has no condition."""

Truths = frozenset[Comparison]


def rule_of(condition: Condition | None) -> Rule:
    """The rule of a condition, or of none."""
    return EVER if condition is None else condition.rule


def holds(rule: Rule, truths: Truths) -> bool:
    """Whether the rule holds where these comparisons hold and no others."""
    if isinstance(rule, Comparison):
        return rule in truths
    if isinstance(rule, Not):
        return not holds(rule.part, truths)
    parts = (holds(part, truths) for part in rule.parts)
    return all(parts) if isinstance(rule, All) else any(parts)


@dataclass(frozen=True)
class _Spot:
    around: Rule
    """What must hold besides its own condition: that of its page, and of the question that heads it."""
    question: Question

    @cached_property
    def options(self) -> Mapping[str, Rule]:
        """The rules of its options; none for an open question."""
        asked = self.question
        options = asked.options if isinstance(asked, OptionsQuestion) else ()
        return {option.id: rule_of(option.show_if) for option in options}

    @cached_property
    def shown(self) -> Rule:
        any_option = AnyOf(tuple(self.options.values())) if self.options else EVER
        return All((self.around, rule_of(self.question.show_if), any_option))

    @cached_property
    def reads(self) -> tuple[Comparison, ...]:
        return (*comparisons(self.shown), *comparisons(AnyOf(tuple(self.options.values()))))


def _spots(questions: Sequence[Question], around: Rule) -> Iterator[_Spot]:
    """In the order in which they are met; a question that heads others comes after them."""
    for question in questions:
        spot = _Spot(around, question)
        yield from _spots(question.inner, spot.shown)
        yield spot


class Worlds:
    """Judges rules. Where there are more than `MOST_WORLDS` to look at, it judges nothing."""

    def __init__(self, consultation: Consultation) -> None:
        self._spots = {
            spot.question.id: spot
            for page in consultation.pages
            for spot in _spots(page.questions, rule_of(page.show_if))
        }

    def never(self, rule: Rule) -> bool:
        """Whether the rule holds for no answers, whether they are complete or not."""
        try:
            return not any(holds(rule, truths) for truths in self._truths(rule, complete=False))
        except TooManyWorldsError:
            return False

    def always(self, rule: Rule, within: Rule) -> bool:
        """Whether it holds wherever `within` does, once what is required has its answer."""
        return self._never_once_complete(All((within, Not(rule))))

    def _never_once_complete(self, rule: Rule) -> bool:
        try:
            return not any(holds(rule, truths) for truths in self._truths(rule, complete=True))
        except TooManyWorldsError:
            return False

    def _truths(self, rule: Rule, *, complete: bool) -> Iterator[Truths]:
        return _Walk(self._needed(rule), complete).truths()

    def _needed(self, rule: Rule) -> Sequence[tuple[_Spot, tuple[Meaning, ...]]]:
        """The questions concerned, in the order of the form, each with the meanings of its answers."""
        compared: dict[str, dict[Comparison, None]] = {}
        waiting = list(comparisons(rule))
        while waiting:
            one = waiting.pop()
            if one.question not in self._spots or len(compared) > MOST_SOURCES:
                raise TooManyWorldsError
            if one.question not in compared:
                waiting.extend(self._spots[one.question].reads)
            compared.setdefault(one.question, {})[one] = None
        return [
            (spot, meanings(spot.question, tuple(compared[name])))
            for name, spot in self._spots.items()
            if name in compared
        ]


class _Walk:
    """Through the questions in their order, as a respondent goes, along every way that there is."""

    def __init__(self, spots: Sequence[tuple[_Spot, tuple[Meaning, ...]]], complete: bool) -> None:  # noqa: FBT001 - handed on
        self._spots = spots
        self._complete = complete
        self._steps = 0

    def truths(self) -> Iterator[Truths]:
        return self._from(0, frozenset())

    def _from(self, place: int, so_far: Truths) -> Iterator[Truths]:
        self._steps += 1
        if self._steps > MOST_WORLDS:
            raise TooManyWorldsError
        if place == len(self._spots):
            yield so_far
            return
        for truths in self._answers(*self._spots[place], so_far):
            yield from self._from(place + 1, so_far | truths)

    def _answers(self, spot: _Spot, known: tuple[Meaning, ...], so_far: Truths) -> Iterator[Truths]:
        """What holds of each answer that can be given here; nothing holds where there is none."""
        if not holds(spot.shown, so_far):
            yield frozenset()
            return
        given = {
            meaning.truths
            for meaning in known
            if all(holds(spot.options[option], so_far) for option in meaning.needs)
        }
        yield from given
        if frozenset() not in given and not (self._complete and given and _must_answer(spot.question)):
            yield frozenset()


def _must_answer(question: Question) -> bool:
    return question.required and is_known(question)
