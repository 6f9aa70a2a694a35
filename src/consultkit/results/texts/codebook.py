"""A codebook of keywords: which texts speak of what, by the words that they use."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from consultkit.results.texts.normalising import words_of_text


@dataclass(frozen=True, slots=True)
class KeywordCount:
    """One code: how many texts hold one of its keywords."""

    code: str
    texts: int
    of: int
    """Of how many."""


@dataclass(frozen=True, slots=True)
class Codebook:
    """Codes with their keywords, ready to be looked for."""

    patterns: Mapping[str, re.Pattern[str]]

    def codes_in(self, text: str) -> tuple[str, ...]:
        """The codes of which the text holds a keyword, in the order of the codebook."""
        said = f" {' '.join(words_of_text(text))} "
        return tuple(code for code, pattern in self.patterns.items() if pattern.search(said))

    def count(self, texts: Iterable[str]) -> tuple[KeywordCount, ...]:
        """How many texts have each code; one that has several counts for each."""
        counts: Counter[str] = Counter()
        number = 0
        for text in texts:
            number += 1
            counts.update(self.codes_in(text))
        return tuple(KeywordCount(code, counts[code], number) for code in self.patterns)


def codebook_of(keywords: Mapping[str, Sequence[str]]) -> Codebook:
    """Of each code its keywords: a word, several in a row, or the beginning of a word with `*` after it."""
    return Codebook({code: _pattern(words) for code, words in keywords.items()})


def _pattern(keywords: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(f" {_words(keyword)} " for keyword in keywords))


def _words(keyword: str) -> str:
    return " ".join(
        re.escape(word) + (r"\w*" if ends else "")
        for piece in keyword.split()
        for ends in [piece.endswith("*")]
        for word in [" ".join(words_of_text(piece))]
    )
