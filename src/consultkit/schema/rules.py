"""A condition as a tree, and as the closure that decides it: read once, decided at every page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import TypeAlias

from consultkit.records import Answers, Json
from consultkit.schema.chosen import codes_alone
from consultkit.schema.file_part import Where

Scalar: TypeAlias = "str | int | bool | Decimal"
Compared: TypeAlias = "Scalar | tuple[Scalar, ...]"
Holds: TypeAlias = Callable[[Answers], bool]


@dataclass(frozen=True, slots=True)
class Comparison:
    """One question's answer against a value. `operator` is `is` or one of the file's words."""

    question: str
    operator: str
    value: Compared
    where: Where = field(default=(), compare=False)
    """Its place inside the condition, so that a fault has its line."""


@dataclass(frozen=True, slots=True)
class All:
    """Every part holds."""

    parts: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part holds."""

    parts: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: Rule


Rule: TypeAlias = "Comparison | All | AnyOf | Not"


def comparisons(rule: Rule) -> Iterator[Comparison]:
    """Every comparison of the tree, from left to right."""
    if isinstance(rule, Comparison):
        yield rule
    elif isinstance(rule, Not):
        yield from comparisons(rule.part)
    else:
        for part in rule.parts:
            yield from comparisons(part)


def compiled(rule: Rule) -> Holds:
    """The closure that decides the rule. It never raises, whatever the answers are."""
    if isinstance(rule, Comparison):
        return _COMPILERS[rule.operator](rule.question, rule.value)
    if isinstance(rule, Not):
        return _not(compiled(rule.part))
    parts = tuple(compiled(part) for part in rule.parts)
    return _all(parts) if isinstance(rule, All) else _any(parts)


def _not(part: Holds) -> Holds:
    return lambda answers: not part(answers)


def _all(parts: tuple[Holds, ...]) -> Holds:
    def holds(answers: Answers) -> bool:
        for part in parts:  # noqa: SIM110 - a loop is twice as fast as a generator here, and every page pays it
            if not part(answers):
                return False
        return True

    return holds


def _any(parts: tuple[Holds, ...]) -> Holds:
    def holds(answers: Answers) -> bool:
        for part in parts:  # noqa: SIM110 - as above
            if part(answers):
                return True
        return False

    return holds


def _is(question: str, expected: Compared) -> Holds:
    kind = type(expected)

    def holds(answers: Answers) -> bool:
        given = codes_alone(answers.get(question))
        # In Python True == 1: an answer of another type is another answer.
        return given == expected and type(given) is kind

    return holds


def _one_of(question: str, expected: Compared) -> Holds:
    accepted = {(type(one), one) for one in expected} if isinstance(expected, tuple) else set()

    def holds(answers: Answers) -> bool:
        given = codes_alone(answers.get(question))
        return isinstance(given, str | int) and (type(given), given) in accepted

    return holds


def _includes(question: str, expected: Compared) -> Holds:
    def holds(answers: Answers) -> bool:
        given = codes_alone(answers.get(question))
        return isinstance(given, list) and expected in given

    return holds


def _answered(question: str, _expected: Compared) -> Holds:
    return lambda answers: answers.get(question) is not None


def _above(question: str, bound: Compared) -> Holds:
    limit = _number(bound)

    def holds(answers: Answers) -> bool:
        given = _number(answers.get(question))
        return given is not None and limit is not None and given > limit

    return holds


def _below(question: str, bound: Compared) -> Holds:
    limit = _number(bound)

    def holds(answers: Answers) -> bool:
        given = _number(answers.get(question))
        return given is not None and limit is not None and given < limit

    return holds


def _before(question: str, bound: Compared) -> Holds:
    limit = str(bound)

    def holds(answers: Answers) -> bool:
        given = answers.get(question)
        return isinstance(given, str) and given < limit

    return holds


def _after(question: str, bound: Compared) -> Holds:
    limit = str(bound)

    def holds(answers: Answers) -> bool:
        given = answers.get(question)
        return isinstance(given, str) and given > limit

    return holds


def _number(value: Json | Compared) -> Decimal | int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int | Decimal):
        return value
    if not isinstance(value, str):
        return None
    try:
        number = Decimal(value)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


_COMPILERS: dict[str, Callable[[str, Compared], Holds]] = {
    "is": _is,
    "one_of": _one_of,
    "includes": _includes,
    "answered": _answered,
    "above": _above,
    "below": _below,
    "before": _before,
    "after": _after,
}

OPERATORS = tuple(word for word in _COMPILERS if word != "is")
"""The words that a file may write; equality has none."""
