"""`type: signature_statement`: something stated, and signed by typing one's name under it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from consultkit.errors import AnswerFault
from consultkit.records import Json
from consultkit.schema.question import Personal, Question, refused
from consultkit.schema.text import Text
from consultkit.schema.typed_text import on_one_line, refuse_longer, typed


class SignatureStatementQuestion(Question):
    """Value: `{"name": "Élise Kœnig", "signed": true}`. When it was signed is the submission's to say."""

    kind: ClassVar[str] = "signature_statement"
    max_length: ClassVar[int] = 200

    personal: Personal = "direct"
    statement: Text
    """What the person states. It belongs to the form's version, so it can be told what was signed."""

    def parse(self, posted: Sequence[str]) -> Json:
        name, ticked = (on_one_line(typed([part])) for part in (*posted, "", "")[:2])
        if not name and not ticked:
            return None
        if not name:
            raise refused("no_name", "Enter your first and last name, as your signature.")
        if ticked != "yes":
            raise refused("not_signed", "Tick the box too: that is how you sign.")
        refuse_longer(name, self.max_length)
        return {"name": name, "signed": True}

    def missing(self) -> AnswerFault:
        return AnswerFault("missing", "Enter your name and tick the box to sign.")

    def again(self, value: Json) -> tuple[str, ...]:
        if not isinstance(value, dict):
            return ("", "")
        return (str(value.get("name", "")), "yes" if value.get("signed") is True else "")

    def display(self, value: Json, language: str) -> str:
        return self.again(value)[0]

    def columns(self) -> tuple[str, ...]:
        return (f"{self.id}.name", f"{self.id}.signed")

    def cells(self, value: Json, language: str) -> tuple[str, ...]:
        name, signed = self.again(value)
        return (name, "1" if signed else "")
