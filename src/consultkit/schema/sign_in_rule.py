"""The ways to sign in that a file offers, and what it asks of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, TypeAlias

from pydantic import BeforeValidator, Field, PlainSerializer, WithJsonSchema

from consultkit.schema.file_part import FilePart, QuestionId, fault

ScopesOfWays: TypeAlias = Mapping[str, Mapping[str, tuple[str, ...]]]
"""The ways that there are; for each, the scopes that may be asked and the claims that they bring."""


class SignInRule(FilePart):
    """One way. In the file it is its word alone, or `{word: {ask: …, prefill: …}}`."""

    way: str
    ask: tuple[str, ...] = ()
    """What the provider is asked about the person (OpenID Connect scopes). Nothing: a key and no name."""
    prefill: Mapping[str, QuestionId] = Field(default_factory=dict)
    """Answers that a new draft begins with: the question for each claim."""


def _read(written: Any) -> Any:
    if isinstance(written, SignInRule):
        return written
    if isinstance(written, str):
        return {"way": written}
    if isinstance(written, Mapping) and len(written) == 1:
        [(way, options)] = written.items()
        if isinstance(options, Mapping) and "way" not in options:
            return {"way": way, **options}
    raise fault(
        "A way to sign in is a word, or one word with what is asked.",
        "Write it as `franceconnect`, or as `franceconnect: {ask: [email]}`.",
    )


def _write(rules: Sequence[SignInRule]) -> list[Any]:
    """As the file writes them, so that a form without options keeps the digest that it had."""
    return [_write_one(rule) for rule in rules]


def _write_one(rule: SignInRule) -> Any:
    options = rule.model_dump(mode="json", exclude_defaults=True, exclude={"way"})
    return {rule.way: options} if options else rule.way


_OPTIONS = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "ask": {
            "description": "What the provider is asked about the person. Nothing: a key and no name.",
            "type": "array",
            "items": {"type": "string"},
        },
        "prefill": {
            "description": "Answers that a new draft begins with: the question for each claim.",
            "type": "object",
            "additionalProperties": {"type": "string"},
        },
    },
}
_ONE_WITH_OPTIONS = {
    "type": "object",
    "minProperties": 1,
    "maxProperties": 1,
    "additionalProperties": _OPTIONS,
}
_JSON_SCHEMA = {"type": "array", "minItems": 1, "items": {"anyOf": [{"type": "string"}, _ONE_WITH_OPTIONS]}}

SignInRules = Annotated[
    tuple[Annotated[SignInRule, BeforeValidator(_read)], ...],
    PlainSerializer(_write),
    Field(min_length=1),
    WithJsonSchema(_JSON_SCHEMA),
]
