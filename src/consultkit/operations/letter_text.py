"""What every letter is made of."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LetterText:
    """A subject and a plain text, with `{named}` places."""

    subject: str
    body: str
