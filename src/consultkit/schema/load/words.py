"""A structural fault in plain words: what pydantic found, said to somebody who writes a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pydantic_core import ErrorDetails

from consultkit.schema.file_part import (
    CONSULTATION_ID,
    FAULT,
    OPTION_ID,
    PAGE_ID,
    QUESTION_ID,
    UnknownKey,
    did_you_mean,
)
from consultkit.schema.text import said

Said = tuple[str, str]
"""What is wrong, and how to mend it."""

_SHAPES = {
    CONSULTATION_ID: "lower-case letters, digits and single hyphens between them, beginning with a letter",
    PAGE_ID: "lower-case letters, digits, `_` and `-`, beginning with a letter; at most 63",
    QUESTION_ID: "lower-case letters, digits and `_`, beginning with a letter; at most 63",
    OPTION_ID: "letters, digits, `_` and `-`, without accents; at most 63",
}


def in_words(error: ErrorDetails) -> Said:
    """Every kind of fault that a file can have is said without the vocabulary of the validator."""
    speak = _WORDS.get(error["type"])
    if speak is None:
        return f"`{_key(error)}` cannot be {said(error['input'])}.", "Correct the value."
    return speak(error)


def _key(error: ErrorDetails) -> str:
    words = [part for part in error["loc"] if isinstance(part, str) and not _is_shape(part)]
    return words[-1] if words else "the file"


def _is_shape(part: str) -> bool:
    """Where a value may have one of several shapes, pydantic adds their names to the place."""
    return part in ("str", "int", "bool", "decimal", "date") or "[" in part


def _context(error: ErrorDetails) -> Mapping[str, Any]:
    return error.get("ctx", {})


def _own(error: ErrorDetails) -> Said:
    return str(_context(error)["what"]), str(_context(error)["mend"])


def _missing(error: ErrorDetails) -> Said:
    return f"`{_key(error)}` is missing.", f"Add `{_key(error)}:` here."


def _unknown_key(error: ErrorDetails) -> Said:
    marker = error["input"]
    known = marker.known if isinstance(marker, UnknownKey) else ()
    return f"There is no key `{_key(error)}` here.", did_you_mean(_key(error), known)


def _one_of(error: ErrorDetails) -> Said:
    words = [word.strip(" '") for word in str(_context(error)["expected"]).replace(" or ", ",").split(",")]
    return f"`{_key(error)}` cannot be {said(error['input'])}.", did_you_mean(error["input"], words)


def _shape(error: ErrorDetails) -> Said:
    shape = _SHAPES.get(str(_context(error)["pattern"]), "the form that the reference describes")
    return f"{said(error['input'])} cannot be used as `{_key(error)}`.", f"Use {shape}."


def _expected(what: str, mend: str) -> Callable[[ErrorDetails], Said]:
    return lambda error: (f"`{_key(error)}` takes {what}, not {said(error['input'])}.", mend)


def _bound(phrase: str, place: str) -> Callable[[ErrorDetails], Said]:
    return lambda error: (
        f"`{_key(error)}` must be {phrase} {_context(error)[place]}, and it is {said(error['input'])}.",
        "Correct the number.",
    )


def _too_short(error: ErrorDetails) -> Said:
    return f"`{_key(error)}` is empty.", "Write one entry at least."


def _too_long(error: ErrorDetails) -> Said:
    most = _context(error)["max_length"]
    return f"`{_key(error)}` is too long: {most} is the most.", "Shorten it."


_TEXT = _expected("a text", "Write a text, between quotes if need be.")
_NUMBER = _expected("a number", "Write digits, without quotes.")
_WHOLE = _expected("a whole number", "Write digits, without quotes.")
_SWITCH = _expected("true or false", "Write `true` or `false`.")
_LIST = _expected("a list", "Write `[one, another]`, or one entry a line after `-`.")
_MAPPING = _expected("a mapping", "Write `key: value`, one a line.")

_WORDS: dict[str, Callable[[ErrorDetails], Said]] = {
    FAULT: _own,
    "missing": _missing,
    "extra_forbidden": _unknown_key,
    "literal_error": _one_of,
    "enum": _one_of,
    "string_pattern_mismatch": _shape,
    "string_type": _TEXT,
    "string_sub_type": _TEXT,
    "int_type": _WHOLE,
    "int_parsing": _WHOLE,
    "int_from_float": _WHOLE,
    "decimal_type": _NUMBER,
    "decimal_parsing": _NUMBER,
    "float_type": _NUMBER,
    "float_parsing": _NUMBER,
    "bool_type": _SWITCH,
    "bool_parsing": _SWITCH,
    "tuple_type": _LIST,
    "list_type": _LIST,
    "set_type": _LIST,
    "frozen_set_type": _LIST,
    "dict_type": _MAPPING,
    "mapping_type": _MAPPING,
    "model_type": _MAPPING,
    "model_attributes_type": _MAPPING,
    "is_instance_of": _MAPPING,
    "greater_than_equal": _bound("at least", "ge"),
    "greater_than": _bound("more than", "gt"),
    "less_than_equal": _bound("at most", "le"),
    "less_than": _bound("less than", "lt"),
    "too_short": _too_short,
    "string_too_short": _too_short,
    "too_long": _too_long,
    "string_too_long": _too_long,
}
