"""What computed questions are worked out from: earlier questions, of a kind that can be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from consultkit.schema.consultation import Consultation
from consultkit.schema.file_part import Fault, Where, did_you_mean
from consultkit.schema.load.outline import Outline
from consultkit.schema.load.pruning import PrunedDocument
from consultkit.schema.load.sealed_checks import needed_by
from consultkit.schema.question import Question
from consultkit.schema.question_types import (
    ComputedQuestion,
    DateQuestion,
    DecimalQuestion,
    IntegerQuestion,
    RepeatQuestion,
)

_NUMBERS = (IntegerQuestion, DecimalQuestion, ComputedQuestion)
_MIXED = "A difference is of two numbers or of two dates.", "Name two questions of one kind."
_IN_ROWS = (
    "`{source}` has an answer in each row; a difference needs single ones.",
    "Name a `computed` question that is their `sum`, or questions outside the rows.",
)


def computed_faults(
    consultation: Consultation, outline: Outline, document: PrunedDocument
) -> Iterator[Fault]:
    """Sources that are unknown, later, or no numbers."""
    earlier: dict[str, Question] = {}
    for index, page in enumerate(consultation.pages):
        yield from _of_questions(page.questions, ("pages", index), earlier, outline, document)
    yield from _unsealed(consultation, earlier, document)


def _unsealed(
    consultation: Consultation, questions: Mapping[str, Question], document: PrunedDocument
) -> Iterator[Fault]:
    """A sum of sealed numbers would tell them. How many were answered is no secret."""
    for where, question in _computed(consultation):
        sealed = [
            source
            for source in (question.sum or question.difference or ())
            if (named := _named(source, questions))
            and named.is_protected(consultation.protect)
            and not named.sealed
        ]
        if sealed and not question.is_protected(consultation.protect):
            what = f"`{question.id}` is worked out from `{sealed[0]}`, which is sealed, and is not itself."
            yield Fault(document.where(where), what, "Write `personal: direct` here too.")


def _computed(consultation: Consultation) -> Iterator[tuple[Where, ComputedQuestion]]:
    for place, page in enumerate(consultation.pages):
        for index, question in enumerate(page.questions):
            where: Where = ("pages", place, "questions", index)
            inner = [((*where, "questions", at), one) for at, one in enumerate(question.inner)]
            for here, one in [(where, question), *inner]:
                if isinstance(one, ComputedQuestion):
                    yield here, one


def _of_questions(
    questions: Sequence[Question],
    here: Where,
    earlier: dict[str, Question],
    outline: Outline,
    document: PrunedDocument,
) -> Iterator[Fault]:
    for index, question in enumerate(questions):
        where = (*here, "questions", index)
        if isinstance(question, ComputedQuestion):
            for source in question.sources:
                wrong = _wrong_with(question, source, earlier, outline)
                if wrong is not None:
                    yield Fault(document.where(where), *wrong)
            if _is_of_a_day_and_a_number(question, earlier):
                yield Fault(document.where(where), *_MIXED)
        yield from _of_questions(question.inner, where, earlier, outline, document)
        earlier[question.id] = question


def _wrong_with(
    question: ComputedQuestion, source: str, earlier: Mapping[str, Question], outline: Outline
) -> tuple[str, str] | None:
    named = _named(source, earlier)
    if named is None:
        return None if source in outline.unread else _unknown(source, earlier, outline)
    head = earlier[source.partition(".")[0]]
    if head.sealed:
        return needed_by(head, "a computed question")
    if question.difference is not None and "." in source:
        return _IN_ROWS[0].format(source=source), _IN_ROWS[1]
    if question.count is not None or isinstance(named, _NUMBERS):
        return None
    if question.difference is not None and _is_day(named):
        return None
    return f"`{source}` is no number.", "Name questions of type `integer`, `decimal`, `money` or `percent`."


def _is_of_a_day_and_a_number(question: ComputedQuestion, earlier: Mapping[str, Question]) -> bool:
    named = [earlier.get(source) for source in question.difference or ()]
    return any(map(_is_day, named)) and any(isinstance(one, _NUMBERS) for one in named)


def _is_day(question: Question | None) -> bool:
    # Moments and periods are kinds of date, but their values are no days to count between.
    return type(question) is DateQuestion


def _named(source: str, earlier: Mapping[str, Question]) -> Question | None:
    """The earlier question that a source names, in the rows of a `repeat` if it says so."""
    name, _, inside = source.partition(".")
    named = earlier.get(name)
    if not inside:
        return named
    rows = named.questions if isinstance(named, RepeatQuestion) else ()
    return next((one for one in rows if one.id == inside), None)


def _unknown(source: str, earlier: Mapping[str, Question], outline: Outline) -> tuple[str, str]:
    if source in outline.read:
        return f"`{source}` comes later than this question.", "Name earlier questions, or move this one."
    return f"There is no question `{source}`.", did_you_mean(source, earlier)
