"""What every part of a consultation file is made of: frozen, no unknown key, faults in plain words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Strict, StringConstraints, ValidationError, model_validator
from pydantic_core import InitErrorDetails, PydanticCustomError

FAULT = "consultkit"

QUESTION_ID = r"^[a-z][a-z0-9_]{0,62}$"
PAGE_ID = r"^[a-z][a-z0-9_-]{0,62}$"
OPTION_ID = r"^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$"
CONSULTATION_ID = r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$"

QuestionId = Annotated[str, StringConstraints(pattern=QUESTION_ID)]
PageId = Annotated[str, StringConstraints(pattern=PAGE_ID)]
OptionId = Annotated[str, StringConstraints(pattern=OPTION_ID)]
ConsultationId = Annotated[str, StringConstraints(pattern=CONSULTATION_ID, max_length=63)]
TrueOrFalse = Annotated[bool, Strict()]
"""YAML 1.2 has no other words for them: `yes` and `no` are texts."""
WholeNumber = Annotated[int, Strict()]

Where = tuple[str | int, ...]
"""A path inside a part, such as `("options", "a", "label")`."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong inside a part: where, what, and how to mend it."""

    where: Where
    what: str
    mend: str


@dataclass(frozen=True, slots=True)
class UnknownKey:
    """Stands for the value of a key that the part does not know, and carries those that it knows."""

    known: tuple[str, ...]


class FilePart(BaseModel):
    """A mapping of the file. Subclasses name its keys; a plugin's own parts are made of it too."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    @model_validator(mode="before")
    @classmethod
    def _mark_unknown_keys(cls, written: Any) -> Any:
        # pydantic says that a key is unknown but not which ones are known: the marker does.
        if not isinstance(written, dict):
            return written
        known = tuple(field.alias or name for name, field in cls.model_fields.items())
        return {key: value if key in known else UnknownKey(known) for key, value in written.items()}


def fault(what: str, mend: str) -> PydanticCustomError:
    """For a validator to raise: what is wrong with the very value it reads, and how to mend it."""
    return PydanticCustomError(FAULT, "{what}", {"what": what, "mend": mend})


def faults_error(part: str, faults: Iterable[Fault]) -> ValidationError:
    """For a validator to raise: several faults at once, each at its own place inside the part."""
    errors = [InitErrorDetails(type=fault(one.what, one.mend), loc=one.where, input=None) for one in faults]
    return ValidationError.from_exception_data(part, errors)


def did_you_mean(written: object, known: Iterable[str]) -> str:
    """`Did you mean …?`, or the list of what could be written."""
    words = sorted(set(known))
    close = get_close_matches(str(written), words, n=1, cutoff=0.6)
    if close:
        return f"Did you mean `{close[0]}`?"
    if not words:
        return "Remove it."
    return f"Write one of: {', '.join(words[:24])}{', …' if len(words) > 24 else ''}."
