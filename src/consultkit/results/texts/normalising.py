"""Words and sentences as they are compared: whatever the capitals, the accents and the punctuation."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

FEWEST_WORDS = 6
"""A shorter sentence is shared by chance: « Je vous remercie. »"""

_end = re.compile(r"[.!?;:…\n]+")
_word = re.compile(r"\w+")


_accents = str.maketrans("àâäéèêëîïôöùûüÿç’", "aaaeeeeiioouuuyc'")


def folded(text: str) -> str:
    """Without capitals and accents."""
    french = text.lower().translate(_accents)
    if french.isascii():
        return french
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(one for one in parts if not unicodedata.combining(one))


def words_of_text(text: str) -> list[str]:
    """Its words in their order, folded."""
    return _word.findall(folded(text))


def plain_sentences_of(text: str) -> Iterator[str]:
    """Each sentence long enough to be no coincidence, as it is compared."""
    for sentence in _end.split(folded(text)):
        words = _word.findall(sentence)
        if len(words) >= FEWEST_WORDS:
            yield " ".join(words)


def sentences_of(text: str) -> Iterator[tuple[str, str]]:
    """Each sentence long enough to be no coincidence: how it is compared, and as it is written.

    Compared without capitals, accents and punctuation; of fewer than six words it would be shared by chance.
    """
    for sentence in _end.split(text):
        words = words_of_text(sentence)
        if len(words) >= FEWEST_WORDS:
            yield " ".join(words), sentence.strip()
