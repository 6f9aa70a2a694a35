"""The answers to one question, from their counts. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from consultkit.results.distribution import Distribution, distribution_of
from consultkit.schema import Question

SKIPPED = "@skipped"
_MEASURED = "="

Tallies = Mapping[tuple[str, str], int]
"""Counts by question and code, as `storage.tallies` keeps them. `("", "")` counts contributions. Where an id
was given to questions of several types, they are counted under the names of their strands."""

OfQuestion = Mapping[str, int]
"""Those of one question, by code."""


@dataclass(frozen=True, slots=True)
class CodeCount:
    """How often one closed answer was given."""

    code: str
    count: int
    answered: int
    """How many answered the question at all."""

    @property
    def share(self) -> Fraction:
        """Of those who answered the question; where several answers are taken they add up to more than 1."""
        return Fraction(self.count, self.answered) if self.answered else Fraction(0)


@dataclass(frozen=True, slots=True)
class Counted:
    """What one question comes to. Empty parts are those that its type has not, or that are sealed."""

    question: Question
    asked: int
    """How many met it on their path."""
    answered: int
    codes: tuple[CodeCount, ...]
    numbers: Distribution | None
    months: tuple[tuple[str, int], ...]
    """Such as `2018-11`, from the first with an answer to the last, none left out."""

    @property
    def share_answered(self) -> Fraction:
        """Of those who were asked."""
        return Fraction(self.answered, self.asked) if self.asked else Fraction(0)


def by_question(tallies: Tallies) -> Mapping[str, OfQuestion]:
    """The counts of each question by themselves."""
    found: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for (question, code), count in tallies.items():
        found[question][code] = count
    return found


def counted(question: Question, counts: OfQuestion, *, is_open: bool) -> Counted:
    """`is_open` says whether its answers lie open: what is sealed has no counts, and no answer is listed."""
    answered = counts.get("", 0)
    measured = {code[1:]: count for code, count in counts.items() if code.startswith(_MEASURED)}
    is_number, is_month = question.measures == "number", question.measures == "month"
    return Counted(
        question=question,
        asked=answered + counts.get(SKIPPED, 0),
        answered=answered,
        codes=tuple(_codes(question, counts, answered)) if is_open and question.coded else (),
        numbers=distribution_of({Decimal(one): n for one, n in measured.items()}) if is_number else None,
        months=tuple(_months(measured)) if is_month and measured else (),
    )


def _months(counts: OfQuestion) -> Iterable[tuple[str, int]]:
    first, last = (int(one[:4]) * 12 + int(one[5:7]) - 1 for one in (min(counts), max(counts)))
    for number in range(first, last + 1):
        month = f"{number // 12:04}-{number % 12 + 1:02}"
        yield month, counts.get(month, 0)


def _codes(question: Question, counts: OfQuestion, answered: int) -> Iterable[CodeCount]:
    given = {code for code in counts if code and not code.startswith((_MEASURED, SKIPPED))}
    known = question.all_codes()
    if question.is_searched:
        # Of thousands of answers that could be given, those that were.
        known = tuple(code for code in known if code in given)
    older = sorted(given.difference(known))
    return (CodeCount(code, counts.get(code, 0), answered) for code in (*known, *older))
