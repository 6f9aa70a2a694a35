"""Keywords in their places: what stands before and after them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from consultkit.results.texts.normalising import folded

AROUND = 60
"""Letters on each side."""
_word = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Line:
    """One place, as it is written."""

    reference: str
    before: str
    keyword: str
    after: str


def concordance(texts: Iterable[tuple[str, str]], keyword: str) -> Iterator[Line]:
    """Every place of a word, of several in a row, or of the beginning of a word (`retenu*`)."""
    asked = [(folded(one.rstrip("*")), one.endswith("*")) for one in keyword.split() if one.strip("*")]
    for reference, text in texts if asked else ():
        words = [(found.span(), folded(found[0])) for found in _word.finditer(text)]
        for at in range(len(words) - len(asked) + 1):
            here = words[at : at + len(asked)]
            if all(_fits(word, *one) for (_, word), one in zip(here, asked, strict=True)):
                yield _line(reference, text, here[0][0][0], here[-1][0][1])


def _fits(word: str, asked: str, begins: bool) -> bool:  # noqa: FBT001 - of a pair
    return word.startswith(asked) if begins else word == asked


def _line(reference: str, text: str, begin: int, end: int) -> Line:
    before, after = text[max(begin - AROUND, 0) : begin], text[end : end + AROUND]
    return Line(reference, " ".join(before.split()), text[begin:end], " ".join(after.split()))
