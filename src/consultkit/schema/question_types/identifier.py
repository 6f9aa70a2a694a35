"""What numbers with check digits have in common."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

from stdnum.exceptions import InvalidChecksum, ValidationError

from consultkit.errors import AnswerFault
from consultkit.records import Json
from consultkit.schema.question import AnswerRefused, Personal, Question, refused
from consultkit.schema.typed_text import typed, without_spaces

_MARKS = str.maketrans("", "", ".-/")


class IdentifierQuestion(Question):
    """A number that its own digits vouch for: typed in groups or not, kept without, shown in groups.

    Whether anybody has it is not asked here: a look-up must never block an answer.
    """

    kind: ClassVar[str] = "identifier"
    max_length: ClassVar[int] = 60

    personal: Personal = "direct"

    def parse(self, posted: Sequence[str]) -> Json:
        number = without_spaces(typed(posted)).translate(_MARKS).upper()
        if not number:
            return None
        if len(number) > self.max_length or not (number.isascii() and number.isalnum()):
            raise self._wrong_form()
        try:
            return self.validated(number)
        except InvalidChecksum:
            raise refused("check_digits", "Check this number: one of its signs must be mistyped.") from None
        except ValidationError:
            raise self._wrong_form() from None

    def validated(self, number: str) -> str:
        """The number in its canonical form. Raises stdnum's ValidationError."""
        raise NotImplementedError

    def in_groups(self, number: str) -> str:
        """As people write it."""
        raise NotImplementedError

    def missing(self) -> AnswerFault:
        """Also the instruction for what does not look like such a number."""
        raise NotImplementedError

    def again(self, value: Json) -> tuple[str, ...]:
        return (self.in_groups(str(value)),)

    def display(self, value: Json, language: str) -> str:
        return "" if value is None else self.in_groups(str(value))

    def _wrong_form(self) -> Exception:
        return AnswerRefused(replace(self.missing(), code="format"))


def in_groups_of(size: int, number: str) -> str:
    """With a space after each group, from the left."""
    return " ".join(number[start : start + size] for start in range(0, len(number), size))
