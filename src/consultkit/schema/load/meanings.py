"""What the answers to a question can come to, as far as some comparisons can tell them apart.

Where a type is not known here, more is said to be possible than is: who concludes that something never
happens is then still right.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import combinations, pairwise
from math import ceil, floor
from typing import TypeVar, cast

from consultkit.records import Json
from consultkit.schema.conditions import Comparison
from consultkit.schema.options import Option
from consultkit.schema.question import Question, compared_values
from consultkit.schema.question_types import (
    ChoiceQuestion,
    ChoicesQuestion,
    ConfirmQuestion,
    DateQuestion,
    DecimalQuestion,
    IntegerQuestion,
    OptionsQuestion,
    TextQuestion,
    YesNoQuestion,
)
from consultkit.schema.question_types.scale import ScaleQuestion
from consultkit.schema.rules import compiled

MOST_TOLD_APART = 10
"""Comparisons of one source, of which any may hold beside any other."""


class TooManyWorldsError(Exception):
    """There is too much to look at: nothing is said."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """Answers that the comparisons cannot tell apart."""

    truths: frozenset[Comparison]
    """Those that hold of them."""
    needs: tuple[str, ...] = ()
    """The options that must all be shown for it, of those that are not always."""


Comparisons = Sequence[Comparison]
T = TypeVar("T")


def meanings(question: Question, compared: Comparisons) -> tuple[Meaning, ...]:
    """Every meaning that an answer can have. Raises TooManyWorldsError."""
    find = _KNOWN.get(type(question), _unknown)
    return tuple(dict.fromkeys(find(question, compared)))


def is_known(question: Question) -> bool:
    """Whether its answers are known from its type: one that is required then has one."""
    return type(question) in _KNOWN


def _meaning(value: Json, compared: Comparisons, needs: tuple[str, ...] = ()) -> Meaning:
    return Meaning(frozenset(one for one in compared if compiled(one)({one.question: value})), needs)


def _of(values: Iterable[Json], compared: Comparisons) -> Iterator[Meaning]:
    return (_meaning(value, compared) for value in values)


def _unknown(_question: Question, compared: Comparisons) -> Iterator[Meaning]:
    answered = frozenset(one for one in compared if one.operator == "answered")
    for truths in _subsets([one for one in compared if one not in answered]):
        yield Meaning(answered | frozenset(truths))


def _subsets(entries: Sequence[T]) -> Iterator[tuple[T, ...]]:
    if len(entries) > MOST_TOLD_APART:
        raise TooManyWorldsError
    for size in range(len(entries) + 1):
        yield from combinations(entries, size)


def _yes_no(_question: Question, compared: Comparisons) -> Iterator[Meaning]:
    return _of((True, False), compared)


def _confirm(_question: Question, compared: Comparisons) -> Iterator[Meaning]:
    return _of((True,), compared)


def _choice(question: Question, compared: Comparisons) -> Iterator[Meaning]:
    for option in cast("OptionsQuestion", question).options:
        yield _meaning(option.id, compared, _needed([option]))


def _choices(question: Question, compared: Comparisons) -> Iterator[Meaning]:
    asked = cast("ChoicesQuestion", question)
    included = {one.value for one in compared if one.operator == "includes"}
    named = [option for option in asked.options if option.id in included]
    for others in asked.options:
        if others.id not in included:
            yield _meaning([others.id], compared, _needed([others]))
    for chosen in _subsets(named):
        if chosen and (asked.max is None or len(chosen) <= asked.max):
            yield _meaning([option.id for option in chosen], compared, _needed(chosen))


def _needed(options: Iterable[Option]) -> tuple[str, ...]:
    return tuple(option.id for option in options if option.show_if is not None)


def _scale(question: Question, compared: Comparisons) -> Iterator[Meaning]:
    return _of((int(code) for code in question.all_codes()), compared)


def _text(_question: Question, compared: Comparisons) -> Iterator[Meaning]:
    named = [value for one in compared if one.operator != "answered" for value in compared_values(one)]
    # No text that somebody types holds U+0000: it stands for every text that is not named.
    return _of([*named, "\0"], compared)


def _integer(question: Question, compared: Comparisons) -> Iterator[Meaning]:
    asked = cast("IntegerQuestion", question)
    ends = [Decimal(end) for end in (asked.min, asked.max) if end is not None]
    near = {
        whole + step
        for point in [*_numbers(compared), *ends, Decimal(0)]
        for whole in (floor(point), ceil(point))
        for step in (-1, 0, 1)
    }
    within = (
        number
        for number in sorted(near)
        if (asked.min is None or number >= asked.min) and (asked.max is None or number <= asked.max)
    )
    return _of(within, compared)


def _decimal(_question: Question, compared: Comparisons) -> Iterator[Meaning]:
    if any(one.operator not in ("above", "below", "answered") for one in compared):
        return _unknown(_question, compared)
    points = sorted({*_numbers(compared), Decimal(0)})
    between = [(one + other) / 2 for one, other in pairwise(points)]
    return _of((str(value) for value in [points[0] - 1, *points, *between, points[-1] + 1]), compared)


def _numbers(compared: Comparisons) -> list[Decimal]:
    return [
        Decimal(str(value))
        for one in compared
        if one.operator != "answered"
        for value in compared_values(one)
    ]


def _date(_question: Question, compared: Comparisons) -> Iterator[Meaning]:
    days = [
        date.fromisoformat(str(value)).toordinal()
        for one in compared
        if one.operator != "answered"
        for value in compared_values(one)
    ]
    near = {day + step for day in [*days, 2] for step in (-1, 0, 1)}
    last = date.max.toordinal()
    return _of((date.fromordinal(day).isoformat() for day in sorted(near) if 0 < day <= last), compared)


_KNOWN: dict[type[Question], Callable[[Question, Comparisons], Iterator[Meaning]]] = {
    ChoiceQuestion: _choice,
    ChoicesQuestion: _choices,
    ConfirmQuestion: _confirm,
    DateQuestion: _date,
    DecimalQuestion: _decimal,
    IntegerQuestion: _integer,
    ScaleQuestion: _scale,
    TextQuestion: _text,
    YesNoQuestion: _yes_no,
}
