"""Sentences that several texts share, whatever their accents, capitals and punctuation. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

FEWEST_WORDS = 6
_end = re.compile(r"[.!?;:…\n]+")
_word = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Shared:
    """The texts of these references share these sentences."""

    references: frozenset[str]
    sentences: tuple[str, ...]
    """As the first of the texts writes them."""


def shared_sentences(texts: Iterable[tuple[str, str]]) -> tuple[Shared, ...]:
    """Of pairs of a reference and a text: one for each set of references that share, the most first."""
    written: dict[str, str] = {}
    holders: dict[str, set[str]] = {}
    for reference, text in texts:
        for known, as_written in _sentences(text):
            written.setdefault(known, as_written)
            holders.setdefault(known, set()).add(reference)
    return tuple(sorted(_groups(written, holders), key=lambda one: (-len(one.references), one.sentences)))


def _groups(written: Mapping[str, str], holders: Mapping[str, set[str]]) -> Iterator[Shared]:
    together: dict[frozenset[str], list[str]] = {}
    for known, references in holders.items():
        if len(references) > 1:
            together.setdefault(frozenset(references), []).append(written[known])
    for group, sentences in together.items():
        yield Shared(group, tuple(sentences))


def _sentences(text: str) -> Iterator[tuple[str, str]]:
    """Each sentence that is long enough to be no coincidence: how it is compared, and as it is written."""
    for sentence in _end.split(text):
        words = _word.findall(_plain(sentence))
        if len(words) >= FEWEST_WORDS:
            yield " ".join(words), sentence.strip()


def _plain(text: str) -> str:
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(one for one in parts if not unicodedata.combining(one))
