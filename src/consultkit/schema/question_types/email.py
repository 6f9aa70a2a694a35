"""`type: email`: an e-mail address."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import ClassVar

from consultkit.errors import AnswerFault
from consultkit.records import Json
from consultkit.schema.autocomplete import Autocomplete
from consultkit.schema.question import Personal, Question, refused
from consultkit.schema.typed_text import typed

_ATOM = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_address = re.compile(
    rf"(?P<local>{_ATOM}(?:\.{_ATOM})*)@(?P<domain>(?:{_LABEL}\.)+[A-Za-z][A-Za-z0-9-]*[A-Za-z0-9])"
)


class EmailQuestion(Question):
    """Value: `name@example.org`, the domain in lower case (the form of RFC 5321, without quoted names)."""

    kind: ClassVar[str] = "email"
    inputmode: ClassVar[str | None] = "email"
    max_length: ClassVar[int] = 254

    personal: Personal = "direct"
    autocomplete: Autocomplete = "email"

    def parse(self, posted: Sequence[str]) -> Json:
        text = typed(posted)
        if not text:
            return None
        address = self.address_of(text)
        if address is None:
            raise refused("format", "Enter an e-mail address, such as {example}.", example="nom@exemple.fr")
        return address

    @classmethod
    def address_of(cls, text: str) -> str | None:
        """The address in its canonical form, or None when it is none."""
        found = _address.fullmatch(text) if len(text) <= cls.max_length else None
        if found is None or len(found["local"]) > 64:
            return None
        return f"{found['local']}@{found['domain'].lower()}"

    def missing(self) -> AnswerFault:
        return AnswerFault(
            "missing", "Enter an e-mail address, such as {example}.", {"example": "nom@exemple.fr"}
        )
