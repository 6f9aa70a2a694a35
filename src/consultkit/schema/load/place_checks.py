"""Places in texts, `{question}`: each names an earlier question that has an answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from consultkit.schema.consultation import Consultation
from consultkit.schema.file_part import Fault, FilePart, Where, did_you_mean
from consultkit.schema.load.outline import Outline
from consultkit.schema.load.pruning import PrunedDocument
from consultkit.schema.load.sealed_checks import needed_by
from consultkit.schema.load.translation_checks import texts_in
from consultkit.schema.places import places_in
from consultkit.schema.question import Question
from consultkit.schema.question_types import RepeatQuestion

_MEND = "Name an earlier question; for braces that stay, put a space inside them."


def place_faults(consultation: Consultation, outline: Outline, document: PrunedDocument) -> Iterator[Fault]:
    """Unknown names, later questions, and those without an answer of their own."""
    earlier: dict[str, Question] = {}
    for index, page in enumerate(consultation.pages):
        here: Where = ("pages", index)
        for name in ("title", "intro"):
            yield from _of_part(page, name, here, earlier, outline, document)
        yield from _of_questions(page.questions, here, earlier, outline, document)


def _of_questions(
    questions: Sequence[Question],
    here: Where,
    earlier: dict[str, Question],
    outline: Outline,
    document: PrunedDocument,
) -> Iterator[Fault]:
    for index, question in enumerate(questions):
        where = (*here, "questions", index)
        for name in type(question).model_fields:
            if name != "questions":
                yield from _of_part(question, name, where, earlier, outline, document)
        inside = question.questions if isinstance(question, RepeatQuestion) else question.inner
        # What is asked in a row has no one answer outside it.
        scope = dict(earlier) if isinstance(question, RepeatQuestion) else earlier
        yield from _of_questions(inside, where, scope, outline, document)
        earlier[question.id] = question


def _of_part(
    part: FilePart,
    key: str,
    here: Where,
    earlier: Mapping[str, Question],
    outline: Outline,
    document: PrunedDocument,
) -> Iterator[Fault]:
    for text, inside in texts_in(getattr(part, key), ()):
        names = dict.fromkeys(name for words in text.by_language.values() for name in places_in(words))
        for name in names:
            wrong = _wrong_with(name, earlier, outline)
            if wrong is not None:
                yield Fault(document.where((*here, key, *inside)), *wrong)


def _wrong_with(name: str, earlier: Mapping[str, Question], outline: Outline) -> tuple[str, str] | None:
    if name in earlier:
        lacks_words = None if earlier[name].yields else (f"`{name}` has no answer to be read here.", _MEND)
        return needed_by(earlier[name], "a text") or lacks_words
    if name in outline.unread:
        return None
    if name in outline.in_rows:
        return f"`{name}` is asked in each row of `{outline.in_rows[name]}`: it has no single answer.", _MEND
    if name in outline.read:
        return f"`{name}` comes later than this text.", _MEND
    return f"There is no question `{name}` to be read here.", did_you_mean(name, earlier) or _MEND
