"""The questions of a short form, wherever a part of the file lists some."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator

from consultkit.schema.file_part import fault
from consultkit.schema.question import Question, with_inner
from consultkit.schema.question_types.any_question import AnyQuestion
from consultkit.schema.question_types.file import FileQuestion


def _sound(questions: tuple[Question, ...]) -> tuple[Question, ...]:
    met: dict[str, Question] = {}
    for question in with_inner(questions):
        _refuse(question, met)
        met[question.id] = question
    return questions


def _refuse(question: Question, met: dict[str, Question]) -> None:
    if question.id in met:
        raise fault(f"There is a question `{question.id}` already.", "Give each its own id.")
    if isinstance(question, FileQuestion) or question.apart or question.stops:
        raise fault(f"`{question.id}` cannot be asked in a short form.", "Ask for a text or a choice.")
    if question.sealed:
        raise fault(f"`{question.id}` cannot be sealed in a short form.", "Seal questions of the pages only.")
    strangers = question.show_if.sources - met.keys() if question.show_if else frozenset()
    if strangers:
        what = f"`{question.id}` depends on `{min(strangers)}`, which is not asked before it in this form."
        raise fault(what, "Name a question that stands before it.")


SheetQuestions = Annotated[tuple[AnyQuestion, ...], AfterValidator(_sound)]
"""As on a page; their conditions look at one another only."""
