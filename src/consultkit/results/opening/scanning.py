"""Free text that may name somebody: what in it looks like a mail address, a number, a name. Pure.

What is found is held back and shown to an official; what is not found may still name somebody.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate, pairwise
from types import MappingProxyType

import phonenumbers
from stdnum import iban
from stdnum.fr import nir, siren, siret

from consultkit.schema import plain

_mail = re.compile(r"[^\s@<>]+\s?(?:@|\(at\)|\[at\])\s?[^\s@<>]+\.[A-Za-z]{2,}")
_address = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_street = re.compile(
    r"\b\d{1,4}\s?(?:bis|ter|quater)?,?\s+(?:rue|avenue|av\.|boulevard|bd|place|chemin|impasse|allée|route|quai)\b",
    re.IGNORECASE,
)
_iban = re.compile(r"\b[A-Z]{2}\d{2}(?:[ ]?[A-Z0-9]){11,30}", re.IGNORECASE)
_digits = re.compile(r"\d(?:[\s.\u00a0\u202f-]?\d)*")
SHORTEST_NAME = 3
"""Letters of a word that is looked for; shorter ones are in every text."""


_IN_EVERY_TEXT = """
avenue boulevard boutique chez cedex compagnie company contact des entreprise est firm france free gmail group
groupe hotmail impasse info les limited ltd madame magasin maison market marketplace monsieur orange outlook
paris place route rue sarl sas sasu service services shop societe store the une vente wanadoo yahoo
"""
_COMMON = frozenset(_IN_EVERY_TEXT.split())
"""Of names and addresses, the words by which nobody is found."""


@dataclass(frozen=True, slots=True)
class Names:
    """What would name who wrote a text, and pairs that would name others."""

    own: frozenset[str] = frozenset()
    """Single words, as they are compared."""
    phrases: frozenset[str] = frozenset()
    """Lines, such as an address: these words one after another."""
    others: Collection[tuple[str, str]] = frozenset()
    """A first name and a family name, in either order."""


def found_in(text: str, names: Names) -> tuple[str, ...]:
    """The kinds of what it may name somebody by; none when nothing was found."""
    looks = (kind for kind, finds in _LOOKS.items() if finds(text))
    return (*looks, *_names_in(text, names))


def words_of_names(said: Iterable[str]) -> frozenset[str]:
    """The words of these names that are looked for one by one."""
    words = (word for one in said for word in plain(one).split())
    return frozenset(word for word in words if len(word) >= SHORTEST_NAME and word not in _COMMON)


def phrases_of(said: Iterable[str]) -> frozenset[str]:
    """These lines as they are looked for: as a whole."""
    lines = (plain(line) for one in said for line in one.splitlines())
    return frozenset(line for line in lines if len(line) >= SHORTEST_NAME and line not in _COMMON)


def _names_in(text: str, names: Names) -> Iterator[str]:
    words = plain(text).split()
    whole = f" {' '.join(words)} "
    if names.own.intersection(words) or any(f" {phrase} " in whole for phrase in names.phrases):
        yield "name"
    elif any(pair in names.others or pair[::-1] in names.others for pair in pairwise(words)):
        yield "other_name"


def _phone(text: str) -> bool:
    return any(True for _ in phonenumbers.PhoneNumberMatcher(text, "FR"))


def _bank_account(text: str) -> bool:
    return any(_is_iban(one.group()) for one in _iban.finditer(text))


def _is_iban(written: str) -> bool:
    # The words after it may look like more of it.
    compact = "".join(written.split())
    return any(iban.is_valid(compact[:length]) for length in range(15, len(compact) + 1))


def _firm(text: str) -> bool:
    return any(siret.is_valid(one) or siren.is_valid(one) for one in _numbers(text, (9, 14)))


def _social_security(text: str) -> bool:
    return any(nir.is_valid(one) for one in _numbers(text, (15,)))


def _numbers(text: str, lengths: Collection[int]) -> Iterator[str]:
    """Every run of groups of digits that has so many together, also beside other groups."""
    for one in _digits.finditer(text):
        groups = re.findall(r"\d+", one.group())
        for start in range(len(groups)):
            joined = accumulate(groups[start:], str.__add__)
            yield from (digits for digits in joined if len(digits) in lengths)


def _matches(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    return lambda text: pattern.search(text) is not None


_LOOKS: Mapping[str, Callable[[str], bool]] = MappingProxyType(
    {
        "mail": _matches(_mail),
        "web": _matches(_address),
        "street": _matches(_street),
        "phone": _phone,
        "iban": _bank_account,
        "firm_number": _firm,
        "social_security": _social_security,
    }
)
