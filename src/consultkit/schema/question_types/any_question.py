"""How a question finds the class of its type, wherever in the file it is written."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, SerializeAsAny, ValidationInfo

from consultkit.schema.file_part import Fault, did_you_mean, faults_error
from consultkit.schema.question import Question
from consultkit.schema.question_types.retired import RetiredQuestion
from consultkit.schema.reading import Reading, StoredReading


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
