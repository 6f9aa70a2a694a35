"""A page of questions, and how a question finds the class of its type."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, Field, SerializeAsAny, ValidationInfo

from consultkit.schema.conditions import Condition
from consultkit.schema.file_part import Fault, FilePart, PageId, did_you_mean, faults_error
from consultkit.schema.question import Question
from consultkit.schema.question_types import RetiredQuestion
from consultkit.schema.reading import Reading, StoredReading
from consultkit.schema.text import Text

MOST_QUESTIONS = 200


def _read_question(written: Any, info: ValidationInfo) -> Any:
    if isinstance(written, Question) or not isinstance(written, dict):
        return written
    question_type = _type_of(written, info.context if isinstance(info.context, Reading) else Reading())
    return question_type.model_validate(written, context=info.context)


def _type_of(written: dict[str, Any], reading: Reading) -> type[Question]:
    word = written.get("type")
    if isinstance(word, str) and word in reading.question_types:
        found: type[Question] = reading.question_types[word]
        return found
    if isinstance(reading, StoredReading):
        return RetiredQuestion
    if "type" not in written:
        mend = "Add `type:`, such as `type: text`."
        raise faults_error("question", [Fault(("type",), "`type` is missing.", mend)])
    what = f"There is no question type `{word}`."
    raise faults_error("question", [Fault(("type",), what, did_you_mean(word, reading.question_types))])


AnyQuestion = Annotated[SerializeAsAny[Question], BeforeValidator(_read_question)]


class Page(FilePart):
    """Questions met together. A page shows when its condition holds and any of its questions does."""

    id: PageId
    title: Text
    intro: Text | None = None
    show_if: Condition | None = None
    questions: Annotated[tuple[AnyQuestion, ...], Field(min_length=1, max_length=MOST_QUESTIONS)]
