"""The words that stand in most texts, without those that stand in all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

from consultkit.results.texts.normalising import words_of_text

STOP_WORDS = frozenset(
    word
    for line in Path(__file__).with_name("stop_words.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
    for word in line.split()
)


def frequent_words(texts: Iterable[str], most: int = 30) -> tuple[tuple[str, int], ...]:
    """Words and pairs of words, folded, with the number of texts that hold them, the most frequent first."""
    counts: Counter[str] = Counter()
    for text in texts:
        words = words_of_text(text)
        telling = {word for word in words if word not in STOP_WORDS and len(word) > 1 and not word.isdigit()}
        pairs = {f"{one} {other}" for one, other in pairwise(words) if {one, other} <= telling}
        counts.update(telling | pairs)
    ordered = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    return tuple((word, n) for word, n in ordered[:most] if n > 1)
