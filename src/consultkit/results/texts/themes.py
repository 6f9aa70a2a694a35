"""Themes: words that come together, found by TF-IDF and non-negative matrix factorisation. Suggestions only.

They are made by counting words and understand nothing. The same texts give the same themes: the seed is
fixed. It takes the extra `consultkit[analysis]`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

from consultkit.errors import ConfigurationError
from consultkit.results.texts.frequencies import STOP_WORDS
from consultkit.results.texts.normalising import folded

SEED = 7
FEWEST_TEXTS = 10
_MOST_WORDS, _TOLD_WORDS, _EXAMPLES = 5000, 8, 3


@dataclass(frozen=True, slots=True)
class Theme:
    """Words that weigh most in it, and the texts in which it weighs most."""

    words: tuple[str, ...]
    examples: tuple[str, ...]
    """References."""
    texts: int
    """In how many it weighs more than any other theme."""


def can_find_themes() -> bool:
    """Whether the extra `consultkit[analysis]` is installed."""
    return find_spec("sklearn") is not None


def themes_of(texts: Sequence[tuple[str, str]], number: int = 6) -> tuple[Theme, ...]:
    """Of pairs of a reference and a text; none where there are too few to find any.

    Raises ConfigurationError where scikit-learn is missing.
    """
    if not can_find_themes():
        raise ConfigurationError(
            "Themes are found by scikit-learn, which is not installed.",
            mend="Run `pip install 'consultkit[analysis]'`.",
        )
    if len(texts) < max(FEWEST_TEXTS, number):
        return ()
    ordered = sorted(texts)
    weights, words, parts = _factorised([text for _, text in ordered], number)
    return tuple(_theme(ordered, weights, words, part, n) for n, part in enumerate(parts))


def _factorised(texts: Sequence[str], number: int) -> tuple[Any, Any, Any]:
    import numpy as np
    from sklearn.decomposition import NMF
    from sklearn.feature_extraction.text import TfidfVectorizer

    counted = TfidfVectorizer(
        preprocessor=folded,
        stop_words=sorted(STOP_WORDS),
        token_pattern=r"[^\W\d_]{3,}",  # noqa: S106 - of words
        max_features=_MOST_WORDS,
        max_df=0.8,
        min_df=2,
    )
    matrix = counted.fit_transform(texts)
    factors = NMF(n_components=min(number, *matrix.shape), init="random", random_state=SEED, max_iter=400)
    # Texts made of two sentences are fitted to the last bit: the rest is then a little below nothing.
    with np.errstate(invalid="ignore"):
        weights = factors.fit_transform(matrix)
    return weights, counted.get_feature_names_out(), factors.components_


def _theme(texts: Sequence[tuple[str, str]], weights: Any, words: Any, part: Any, n: int) -> Theme:
    heaviest = sorted(range(len(words)), key=lambda at: (-part[at], words[at]))[:_TOLD_WORDS]
    by_weight = sorted(range(len(texts)), key=lambda at: (-weights[at][n], texts[at][0]))[:_EXAMPLES]
    return Theme(
        words=tuple(str(words[at]) for at in heaviest if part[at] > 0),
        examples=tuple(texts[at][0] for at in by_weight if weights[at][n] > 0),
        texts=int(sum(row.argmax() == n and row[n] > 0 for row in weights)),
    )
