"""Patterns of files run on pydantic's Rust engine only: its time grows with the text, never faster."""

from __future__ import annotations

from functools import lru_cache
from typing import Annotated

from pydantic import AfterValidator, StringConstraints, TypeAdapter, ValidationError
from pydantic_core import SchemaError

from consultkit.schema.file_part import fault

LONGEST = 500


@lru_cache(maxsize=512)
def _adapter(pattern: str) -> TypeAdapter[str]:
    return TypeAdapter(Annotated[str, StringConstraints(pattern=rf"\A(?:{pattern})\z")])


def matches(pattern: str, text: str) -> bool:
    """Whether the whole text is what the pattern says."""
    try:
        _adapter(pattern).validate_python(text)
    except ValidationError:
        return False
    return True


def _usable(pattern: str) -> str:
    if len(pattern) > LONGEST:
        raise fault(f"The pattern is longer than {LONGEST} characters.", "Ask for something simpler.")
    try:
        # By itself first: `a)|(b` only seems whole inside the group that anchors it.
        TypeAdapter(Annotated[str, StringConstraints(pattern=pattern)])
        _adapter(pattern)
    except SchemaError:
        raise fault(
            f"The pattern `{pattern}` is no regular expression that can be used here.",
            "Close every bracket, and do without look-around and back-references.",
        ) from None
    return pattern


Pattern = Annotated[str, AfterValidator(_usable)]
