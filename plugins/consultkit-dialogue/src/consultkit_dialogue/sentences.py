"""Sentences that several texts share, whatever their accents, capitals and punctuation. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from consultkit import sentences_of


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
        for known, as_written in sentences_of(text):
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
