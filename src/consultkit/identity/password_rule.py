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

_SHORT = "Choose a password of at least {minimum} characters."
_LONG = "Choose a password of at most {maximum} characters."
_ADDRESS = "Choose a password that does not contain your e-mail address."
_COMMON = "Choose a password that is not made of common words or simple sequences."
_WEAK = "Mix small letters, capitals, digits and signs, or choose at least {enough} characters."

_SIGNS = 37
"""How many signs the CNIL's formula counts: 12 characters of four kinds are then its 80 bits (79.6)."""
_LOOKS_LIKE = str.maketrans("@43€0$5!", "aaeeossi")


def password_fault(password: str, email: str) -> AnswerFault | None:
    """Why this password is not good enough for this address, as an instruction; None when it is."""
    if len(password) < SHORTEST:
        return AnswerFault("password_short", _SHORT, {"minimum": SHORTEST})
    if len(password) > LONGEST:
        return AnswerFault("password_long", _LONG, {"maximum": LONGEST})
    if _holds_address(password, email):
        return AnswerFault("password_address", _ADDRESS)
    if _own_characters(password) < FEWEST_OWN or len(set(password)) < FEWEST_OWN:
        return AnswerFault("password_common", _COMMON)
    if len(password) < LONG_ENOUGH and round(_bits(password)) < BITS:
        return AnswerFault("password_weak", _WEAK, {"enough": LONG_ENOUGH})
    return None


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
    words, lengths = _common()
    written = _plain(password.lower())
    meant = written.translate(_LOOKS_LIKE)
    fewest = [0]
    for end in range(1, len(written) + 1):
        starts = [end - length for length in lengths if length <= end]
        skipped = [fewest[at] for at in starts if {written[at:end], meant[at:end]} & words]
        fewest.append(min([fewest[-1] + 1, *skipped]))
    return fewest[-1]


def _plain(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


@cache
def _common() -> tuple[frozenset[str], tuple[int, ...]]:
    lines = files(__package__).joinpath("common_passwords.txt").read_text(encoding="utf-8").splitlines()
    words = frozenset(line for line in lines if line and not line.startswith("#"))
    return words, tuple(sorted({len(word) for word in words}))
