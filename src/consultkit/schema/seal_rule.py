"""Whose keys open what the file declares sealed."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field

from consultkit.age import is_recipient, is_secret
from consultkit.schema.file_part import FilePart, fault

MOST_RECIPIENTS = 10


def _recipient(written: str) -> str:
    if is_secret(written):
        # Never said back: what a fault says ends in terminals and in logs.
        raise fault(
            "This is a secret key: whoever reads this file could open the answers.",
            "Make another key with `consultkit keys new`, and write its public part, `age1…`.",
        )
    if not is_recipient(written):
        raise fault(
            "This is not the public part of an age key, or a character of it is wrong.",
            "Copy what `consultkit keys new` prints, from `age1` on.",
        )
    return written


def _different(written: tuple[str, ...]) -> tuple[str, ...]:
    if len(set(written)) < len(written):
        raise fault("A key is listed twice.", "List each key once.")
    return written


class SealRule(FilePart):
    """The officials' keys: each of them opens the sealed answers alone, and nothing else does."""

    recipients: Annotated[
        tuple[Annotated[str, AfterValidator(_recipient)], ...],
        Field(min_length=1, max_length=MOST_RECIPIENTS),
        AfterValidator(_different),
    ]
    """Their public parts, as `consultkit keys new` prints them. Two, held by two people, survive a loss."""
