"""Recovery codes: ten, on paper, for who has lost every second factor."""

from __future__ import annotations

import secrets

NUMBER = 10
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without those that are taken for one another: i, l, o, 0 and 1."""
_GROUPS, _GROUP = 3, 4


def new_codes() -> tuple[str, ...]:
    """Of 59 bits each."""
    return tuple("-".join(_group() for _ in range(_GROUPS)) for _ in range(NUMBER))


def as_kept(code: str) -> str:
    """A code as its digest is taken: however it was copied, in capitals, with spaces or without lines."""
    length = _GROUPS * _GROUP
    return "".join(letter for letter in code.lower() if letter in _LETTERS)[: length + 1]


def _group() -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(_GROUP))
