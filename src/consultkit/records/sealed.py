"""What stands in the place of a sealed answer: that there is one, and which contribution holds it."""

from __future__ import annotations

from collections.abc import Mapping

from consultkit.records.canonical import Answers, Json

SEALED = "@sealed"
"""No id of the file can be this word: no answer that somebody gives is taken for a mark."""


def sealed_mark(reference: str) -> dict[str, Json]:
    """Stands for an answer that lies in the sealed part of the contribution of that reference."""
    return {SEALED: reference}


def is_sealed(value: Json) -> bool:
    """Whether it is such a mark, and no answer that can be read."""
    return isinstance(value, dict) and value.keys() == {SEALED}


def sealed_in(answers: Answers) -> Mapping[str, str]:
    """The questions whose answers are sealed; for each, the reference of the contribution that holds it."""
    return {
        question: str(value[SEALED])
        for question, value in answers.items()
        if isinstance(value, dict) and is_sealed(value)
    }


def readable(answers: Answers) -> dict[str, Json]:
    """The answers that lie open to the server; those that are sealed are not among them."""
    return {question: value for question, value in answers.items() if not is_sealed(value)}
