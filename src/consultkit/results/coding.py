"""What the codes come to, and how far two who coded the same agree. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from uuid import UUID

from consultkit.records import Answers
from consultkit.schema import Question

Pair = tuple[frozenset[str], frozenset[str]]
"""The codes that two gave to one contribution for one question."""


@dataclass(frozen=True, slots=True)
class CodeAgreement:
    """One code: to how many contributions it was given, and how far coders agree on giving it."""

    code: str
    count: int
    """By any of its coders."""
    kappa: Fraction | None
    """Cohen's kappa of giving it or not; None where nobody could disagree."""


@dataclass(frozen=True, slots=True)
class CodedQuestion:
    """One question of the coding form."""

    question: Question
    codes: tuple[CodeAgreement, ...]
    kappa: Fraction | None
    """Over all its codes, where one of them is given; None where several may be, or nobody could disagree."""
    pairs: int
    """Contributions that two have coded."""


@dataclass(frozen=True, slots=True)
class CodingSummary:
    """All that was coded."""

    coded: int
    """Contributions with codes."""
    questions: tuple[CodedQuestion, ...]


def summarise_coding(
    questions: Sequence[Question],
    counts: Mapping[tuple[str, str], int],
    codings: Sequence[Mapping[UUID, Answers]],
) -> CodingSummary:
    """`counts` are by question and code; `codings` the answers of each coder, for each contribution."""
    coded = tuple(_question(one, counts, tuple(_pairs(one, codings))) for one in questions if one.coded)
    return CodingSummary(len(codings), coded)


def cohens_kappa(pairs: Sequence[tuple[str, str]]) -> Fraction | None:
    """Agreement beyond chance (J. Cohen, 1960): 1 is full, 0 is what chance would give.

    None without pairs, or where both gave one and the same code to everything: chance agrees fully then.
    """
    if not pairs:
        return None
    number = len(pairs)
    first, second = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    observed = Fraction(sum(one == other for one, other in pairs), number)
    expected = Fraction(sum(first[code] * second[code] for code in first), number * number)
    return None if expected == 1 else (observed - expected) / (1 - expected)


def _question(
    question: Question, counts: Mapping[tuple[str, str], int], pairs: Sequence[Pair]
) -> CodedQuestion:
    codes = tuple(
        CodeAgreement(code, counts.get((question.id, code), 0), cohens_kappa(_on_code(pairs, code)))
        for code in question.all_codes()
    )
    single = [(*one, *other) for one, other in pairs if len(one) == len(other) == 1]
    whole = cohens_kappa([(one, other) for one, other in single]) if len(single) == len(pairs) else None
    return CodedQuestion(question, codes, whole, len(pairs))


def _on_code(pairs: Sequence[Pair], code: str) -> list[tuple[str, str]]:
    return [(str(code in one), str(code in other)) for one, other in pairs]


def _pairs(question: Question, codings: Sequence[Mapping[UUID, Answers]]) -> Iterator[Pair]:
    """In the same order of coders each time: kappa looks at who gave what."""
    for coders in codings:
        if len(coders) == 2:
            first, second = (coders[coder] for coder in sorted(coders))
            yield _codes(question, first), _codes(question, second)


def _codes(question: Question, answers: Answers) -> frozenset[str]:
    return frozenset(question.codes(answers[question.id])) if question.id in answers else frozenset()
