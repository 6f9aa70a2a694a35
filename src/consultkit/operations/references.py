"""References: what a respondent notes down, reads out on the telephone and types again."""

from __future__ import annotations

import re
import secrets

# Neither 0 and O, 1, I and L, 2 and Z, 5 and S, 8 and B to confuse, nor vowels that could make a word.
ALPHABET = "34679CDFGHJKMNPQRTVWX"
GROUPS, GROUP_LENGTH = 3, 3

_FORM = re.compile("-".join([f"[{ALPHABET}]{{{GROUP_LENGTH}}}"] * GROUPS))


def new_reference() -> str:
    """Such as `7K3-FQ9-XHD`: one of 794 billion, not to be guessed from another."""
    groups = ("".join(secrets.choice(ALPHABET) for _ in range(GROUP_LENGTH)) for _ in range(GROUPS))
    return "-".join(groups)


def is_reference(text: str) -> bool:
    """Whether the text could be a reference. What could not is never looked up."""
    return _FORM.fullmatch(text) is not None
