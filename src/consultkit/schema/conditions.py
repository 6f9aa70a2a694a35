"""Conditions as a file writes them: `{question: value}`, operators, `all`, `any`, `not`.

A source that is absent or hidden makes every comparison false; so `not` over a hidden source is true.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from consultkit.records import Answers
from consultkit.schema.file_part import Fault, Where, did_you_mean, faults_error
from consultkit.schema.rules import (
    OPERATORS,
    All,
    AnyOf,
    Compared,
    Comparison,
    Holds,
    Not,
    Rule,
    Scalar,
    comparisons,
    compiled,
)

GROUPS = ("all", "any", "not")
_WRITE_IT = (
    "Write it as `{question: value}`, `{question: {includes: option}}`, `{all: […]}`, `{any: […]}` "
    "or `{not: {…}}`."
)


@dataclass(frozen=True)
class Condition:
    """When something applies, decided on the answers that are on the respondent's path."""

    written: Mapping[str, Any]
    """As the file says it, in JSON values."""
    rule: Rule = field(compare=False)

    @cached_property
    def holds(self) -> Holds:
        """The compiled closure: `condition.holds(answers)`."""
        return compiled(self.rule)

    @cached_property
    def sources(self) -> frozenset[str]:
        """The ids of the questions that it reads."""
        return frozenset(comparison.question for comparison in comparisons(self.rule))

    def __hash__(self) -> int:
        return hash(self.rule)

    @classmethod
    def of(cls, written: Mapping[str, Any]) -> Condition:
        """Read one. Raises pydantic's ValidationError with every fault in it."""
        faults: list[Fault] = []
        rule = _read_rule(written, (), faults)
        if rule is None or faults:
            raise faults_error("condition", faults)
        return cls(_as_json(written), rule)

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: Any, _handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            _read, serialization=core_schema.plain_serializer_function_ser_schema(_write)
        )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, _schema: CoreSchema, _handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {"x-def": "Condition"}


def evaluate(condition: Condition | None, answers: Answers) -> bool:
    """Whether the condition holds. None is no condition: it always does."""
    return condition is None or condition.holds(answers)


def _read(written: Any) -> Condition:
    return written if isinstance(written, Condition) else Condition.of(written)


def _write(condition: Condition) -> dict[str, Any]:
    return dict(condition.written)


def _as_json(written: Any) -> Any:
    if isinstance(written, Mapping):
        return {key: _as_json(value) for key, value in written.items()}
    if isinstance(written, list | tuple):
        return [_as_json(value) for value in written]
    return str(written) if isinstance(written, Decimal) else written


def _read_rule(written: object, where: Where, faults: list[Fault]) -> Rule | None:
    if not isinstance(written, Mapping) or not written:
        faults.append(Fault(where, "A condition is a mapping.", _WRITE_IT))
        return None
    parts = [
        part for key, value in written.items() for part in _read_entry(key, value, (*where, key), faults)
    ]
    return parts[0] if len(parts) == 1 else All(tuple(parts))


def _read_entry(key: str, value: object, where: Where, faults: list[Fault]) -> Sequence[Rule]:
    if key == "not":
        part = _read_rule(value, where, faults)
        return [] if part is None else [Not(part)]
    if key in GROUPS:
        parts = _read_group(key, value, where, faults)
        return [All(parts) if key == "all" else AnyOf(parts)]
    if isinstance(value, Mapping):
        return _read_operators(key, value, where, faults)
    if isinstance(value, str | int | Decimal):
        return [Comparison(key, "is", value, where)]
    mend = (
        "Write `one_of:` before a list."
        if isinstance(value, list)
        else "Write the value that the answer must have."
    )
    faults.append(Fault(where, f"`{key}` is compared with nothing that an answer can equal.", mend))
    return []


def _read_group(key: str, value: object, where: Where, faults: list[Fault]) -> tuple[Rule, ...]:
    if not isinstance(value, list) or not value:
        faults.append(Fault(where, f"`{key}` takes a list of conditions.", _WRITE_IT))
        return ()
    read = (_read_rule(part, (*where, index), faults) for index, part in enumerate(value))
    return tuple(part for part in read if part is not None)


def _read_operators(
    question: str, written: Mapping[str, object], where: Where, faults: list[Fault]
) -> Sequence[Rule]:
    if not written:
        faults.append(Fault(where, f"`{question}` is compared with nothing.", _WRITE_IT))
    found: list[Rule] = []
    for word, value in written.items():
        wrong = _wrong_with(word, value)
        if wrong:
            faults.append(Fault((*where, word), *wrong))
        else:
            found.append(Comparison(question, word, _compared(value), (*where, word)))
    return found


def _compared(value: Any) -> Compared:
    return tuple(value) if isinstance(value, list) else value


def _wrong_with(word: str, value: object) -> tuple[str, str] | None:
    if word not in OPERATORS:
        return f"There is no comparison `{word}`.", did_you_mean(word, OPERATORS)
    check, expected = _EXPECTED[word]
    return None if check(value) else (f"`{word}` takes {expected}.", "Correct the value.")


def _is_scalar(value: object) -> bool:
    return isinstance(value, str | int | Decimal)


def _is_number(value: object) -> bool:
    if isinstance(value, str):
        return value.removeprefix("-").replace(".", "", 1).isascii() and _is_decimal(value)
    return isinstance(value, int | Decimal) and not isinstance(value, bool)


def _is_decimal(value: str) -> bool:
    return value.removeprefix("-").replace(".", "", 1).isdigit() and len(value) <= 40


def _is_date(value: object) -> bool:
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _is_list(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(_is_scalar(one) for one in value)


_EXPECTED: dict[str, tuple[Callable[[object], bool], str]] = {
    "one_of": (_is_list, "a list of values"),
    "includes": (_is_scalar, "one option"),
    # A hidden source makes every comparison false, so `answered: false` could never hold.
    "answered": (lambda value: value is True, "`true`; for the contrary, write `not: {…: {answered: true}}`"),
    "above": (_is_number, "a number"),
    "below": (_is_number, "a number"),
    "before": (_is_date, "a date such as 2018-11-30"),
    "after": (_is_date, "a date such as 2018-11-30"),
}

CONDITION_JSON_SCHEMA: dict[str, Any] = {
    "description": "`{question: value}`, operators, `all`, `any`, `not`. Sources come earlier.",
    "type": "object",
    "minProperties": 1,
    "properties": {
        "all": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/Condition"}},
        "any": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/Condition"}},
        "not": {"$ref": "#/$defs/Condition"},
    },
    "additionalProperties": {
        "anyOf": [
            {"type": ["string", "number", "boolean"]},
            {
                "type": "object",
                "minProperties": 1,
                "additionalProperties": False,
                "properties": {
                    "one_of": {
                        "type": "array",
                        "minItems": 1,
                        "items": {"type": ["string", "number", "boolean"]},
                    },
                    "includes": {"type": ["string", "number"]},
                    "answered": {"const": True},
                    "above": {"type": ["string", "number"]},
                    "below": {"type": ["string", "number"]},
                    "before": {"type": "string", "format": "date"},
                    "after": {"type": "string", "format": "date"},
                },
            },
        ]
    },
}

__all__ = ["CONDITION_JSON_SCHEMA", "Comparison", "Condition", "Scalar", "comparisons", "evaluate"]
