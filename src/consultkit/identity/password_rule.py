"""Which passwords are good enough: CNIL, deliberation 2022-100, 80 bits for a password alone."""

from __future__ import annotations

import math
import string
import unicodedata
from functools import cache
from importlib.resources import files

from consultkit.errors import AnswerFault

SHORTEST = 12
LONG_ENOUGH = 20
"""From this length on the kinds of characters no longer matter: a few words are easier to remember."""
LONGEST = 1_000
"""Not a limit to strength, only to the work that one request may ask for."""
BITS = 80
FEWEST_OWN = 8
"""How much of a password must be something else than the most common words and sequences."""

_SIGNS = 37
"""How many signs the CNIL's formula counts: 12 characters of four kinds are then its 80 bits (79.6)."""
_LOOKS_LIKE = str.maketrans("@43€0$5!", "aaeeossi")


def password_fault(password: str, email: str) -> AnswerFault | None:
    """Why this password is not good enough for this address, as an instruction; None when it is."""
    if len(password) < SHORTEST:
        return _fault("short", "Choose a password of at least {minimum} characters.", minimum=SHORTEST)
    if len(password) > LONGEST:
        return _fault("long", "Choose a password of at most {maximum} characters.", maximum=LONGEST)
    if _holds_address(password, email):
        return _fault("address", "Choose a password that does not contain your e-mail address.")
    if _own_characters(password) < FEWEST_OWN or len(set(password)) < FEWEST_OWN:
        return _fault("common", "Choose a password that is not made of common words or simple sequences.")
    if len(password) < LONG_ENOUGH and round(_bits(password)) < BITS:
        return _fault(
            "weak",
            "Mix small letters, capitals, digits and signs, or choose at least {enough} characters.",
            enough=LONG_ENOUGH,
        )
    return None


def _fault(code: str, message: str, **params: int) -> AnswerFault:
    return AnswerFault(f"password_{code}", message, params)


def _bits(password: str) -> float:
    kinds = {string.ascii_lowercase: 26, string.ascii_uppercase: 26, string.digits: 10}
    alphabet = sum(size for letters, size in kinds.items() if set(letters) & set(password))
    if set(password) - set("".join(kinds)):
        alphabet += _SIGNS
    return len(password) * math.log2(alphabet)


def _holds_address(password: str, email: str) -> bool:
    local, _, domain = email.lower().partition("@")
    parts = {local, domain.rpartition(".")[0]}
    return any(len(part) > 3 and part in password.lower() for part in parts)


def _own_characters(password: str) -> int:
    """How many characters stay when as much as possible is taken away that everybody writes."""
    written = password.lower()
    return min(_left(_plain(written)), _left(_plain(written.translate(_LOOKS_LIKE))))


def _left(text: str) -> int:
    words, lengths = _common()
    fewest = [0]
    for end in range(1, len(text) + 1):
        without = [fewest[end - n] for n in lengths if n <= end and text[end - n : end] in words]
        fewest.append(min([fewest[-1] + 1, *without]))
    return fewest[-1]


def _plain(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


@cache
def _common() -> tuple[frozenset[str], tuple[int, ...]]:
    lines = files(__package__).joinpath("common_passwords.txt").read_text(encoding="utf-8").splitlines()
    words = frozenset(line for line in lines if line and not line.startswith("#"))
    return words, tuple(sorted({len(word) for word in words}))
