"""What is sealed must not be needed afterwards by anything that runs here: it could not be read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from consultkit.age import EXTRA, can_seal
from consultkit.schema.consultation import Consultation
from consultkit.schema.file_part import Fault, Where
from consultkit.schema.load.pruning import PrunedDocument
from consultkit.schema.question import Question
from consultkit.schema.question_types import FileQuestion, RepeatQuestion

Sealed = Mapping[str, Where]
"""The sealed questions, each with its place."""

WHERE: Where = ("seal",)
_UNSEAL = "Take `sealed: true` away there, or name another question."


def sealed_faults(consultation: Consultation, document: PrunedDocument, data: Any) -> Iterator[Fault]:
    """Seals without a key, and questions that cannot be sealed."""
    found = tuple(_sealed(consultation))
    for question, where, is_in_row in found:
        wrong = _cannot_be(question, is_in_row=is_in_row)
        if wrong is not None:
            yield Fault(document.where((*where, "sealed")), *wrong)
    # A faulty part was pruned: that it is there is then read in the file as it is written.
    if found and consultation.seal is None and not (isinstance(data, dict) and "seal" in data):
        question, where, _ = found[0]
        what = f"`{question.id}` is sealed, and the file names no key that opens it."
        mend = "Make a key with `consultkit keys new`; write `seal: {recipients: [age1…]}`."
        yield Fault(document.where((*where, "sealed")), what, mend)
    if found and consultation.seal and not can_seal():
        what = "Sealing needs the library pyrage, which is not installed here."
        yield Fault(document.where(WHERE), what, f"Install `{EXTRA}`.")
    yield from _filters(consultation, document)


def seal_warnings(consultation: Consultation) -> Iterator[Fault]:
    """What can be served, and may be regretted."""
    if consultation.seal is None:
        return
    if not any(_sealed(consultation)):
        yield Fault(WHERE, "No question is sealed: these keys open nothing.", "Write `sealed: true` in one.")
    elif len(consultation.seal.recipients) == 1:
        what = "One key alone opens the sealed answers: if it is lost, so are they, for ever."
        yield Fault((*WHERE, "recipients"), what, "Add a second key, held by somebody else.")


def needed_by(question: Question, what: str) -> tuple[str, str] | None:
    """Why what is named here cannot be read after sending; None when it can."""
    if not question.sealed:
        return None
    return f"`{question.id}` is sealed: {what} cannot read it once it is sent.", _UNSEAL


def _sealed(consultation: Consultation) -> Iterator[tuple[Question, Where, bool]]:
    for index, page in enumerate(consultation.pages):
        yield from _within(page.questions, ("pages", index), is_in_row=False)


def _within(
    questions: Sequence[Question], here: Where, *, is_in_row: bool
) -> Iterator[tuple[Question, Where, bool]]:
    for index, question in enumerate(questions):
        where = (*here, "questions", index)
        if question.sealed:
            yield question, where, is_in_row
        yield from _within(question.inner, where, is_in_row=is_in_row)
        if isinstance(question, RepeatQuestion):
            yield from _within(question.questions, where, is_in_row=True)


def _cannot_be(question: Question, *, is_in_row: bool) -> tuple[str, str] | None:
    if is_in_row:
        return f"`{question.id}` is asked in rows, which are sealed together.", "Seal the whole `repeat`."
    if isinstance(question, FileQuestion):
        return "Files cannot be sealed yet.", "Take `sealed` away; or ask for the words, and seal these."
    if question.inner:
        return "A group has no answer to be sealed.", "Seal the questions that are in it."
    if not question.asks or not question.yields:
        return f"A `{question.kind}` asks nothing that could be sealed.", "Take `sealed` away."
    return None


def _filters(consultation: Consultation, document: PrunedDocument) -> Iterator[Fault]:
    sealed = {question.id: question for question, _, _ in _sealed(consultation)}
    for index, named in enumerate(consultation.desk.filters):
        wrong = needed_by(sealed[named], "a filter of the desk") if named in sealed else None
        if wrong is not None:
            yield Fault(document.where(("desk", "filters", index)), *wrong)
