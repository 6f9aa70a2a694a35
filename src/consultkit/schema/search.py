"""Looking for an entry of a long list by some of its words, however they are written."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

_APART = re.compile(r"[^0-9a-z]+")
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss"})
_SHORT = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes"}


def plain(text: str) -> str:
    """Words as they are compared: « St-Malo » is « saint malo »."""
    folded = unicodedata.normalize("NFKD", text.casefold().translate(_LIGATURES))
    letters = "".join(letter for letter in folded if not unicodedata.combining(letter))
    return " ".join(_SHORT.get(word, word) for word in _APART.split(letters) if word)


@dataclass(frozen=True, slots=True)
class _Entry:
    code: str
    names: tuple[str, ...]
    """What it is called, whole."""
    words: str
    """All that leads to it, with a space before each word."""

    def rank(self, asked: str) -> int | None:
        """How near it is to what is asked, in plain words: 0 is just that, None is something else."""
        if asked in self.names:
            return 0
        if any(name.startswith(asked) for name in self.names):
            return 1
        if all(f" {word}" in self.words for word in asked.split()):
            return 2
        return 3 if asked in self.words else None


class SearchIndex:
    """The entries keep their order where several are as near."""

    def __init__(self, texts: Mapping[str, Iterable[str]]) -> None:
        """`texts` are, by code, the names of an entry and other words that lead to it."""
        self._entries = tuple(_entry(code, names) for code, names in texts.items())
        self._place = {entry.code: place for place, entry in enumerate(self._entries)}
        self._places = defaultdict[str, list[int]](list)
        for place, entry in enumerate(self._entries):
            for word in set(entry.words.split()):
                self._places[word].append(place)
        self._words = sorted(self._places)

    def find(self, typed: str) -> tuple[str, ...]:
        """The codes that the words may mean, the nearest first."""
        return tuple(code for _rank, code in self._ranked(typed))

    def exact(self, typed: str) -> tuple[str, ...]:
        """The codes that the words mean for sure."""
        return tuple(code for rank, code in self._ranked(typed) if rank == 0)

    def leads_to(self, typed: str, code: str) -> bool:
        """Whether these words find this entry among others."""
        asked, place = plain(typed), self._place.get(code)
        return bool(asked) and place is not None and self._entries[place].rank(asked) is not None

    def _ranked(self, typed: str) -> list[tuple[int, str]]:
        asked = plain(typed)
        if not asked:
            return []
        # Inside of words only what nothing begins with: for that every entry is looked at.
        places = self._with_words(asked.split()) or self._with_inside(asked)
        ranked = ((self._entries[place].rank(asked), self._entries[place].code) for place in places)
        return sorted(((rank, code) for rank, code in ranked if rank is not None), key=lambda one: one[0])

    def _with_words(self, words: Sequence[str]) -> list[int]:
        """Where each of these begins a word."""
        return sorted(set.intersection(*(self._with_word(word) for word in words)))

    def _with_inside(self, asked: str) -> list[int]:
        return [place for place, entry in enumerate(self._entries) if asked in entry.words]

    def _with_word(self, word: str) -> set[int]:
        found: set[int] = set()
        for position in range(bisect_left(self._words, word), len(self._words)):
            if not self._words[position].startswith(word):
                break
            found.update(self._places[self._words[position]])
        return found


def _entry(code: str, texts: Iterable[str]) -> _Entry:
    names = tuple(dict.fromkeys([code.casefold(), *(plain(text) for text in [code, *texts])]))
    return _Entry(code, names, " " + " ".join(names))
