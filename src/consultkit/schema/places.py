"""Places in a text that an earlier answer fills: `{question}`, and nothing else that braces could mean."""

from __future__ import annotations

import re
from collections.abc import Callable

_PLACE = re.compile(r"\{([a-z][a-z0-9_]{0,62})\}")


def places_in(words: str) -> tuple[str, ...]:
    """The names between braces, in their order."""
    return tuple(_PLACE.findall(words))


def fill_places(words: str, said: Callable[[str], str | None]) -> str:
    """The text with each place filled by what is said of its name; as it stands where that is None.

    What fills a place is never looked into again.
    """
    if "{" not in words:
        return words

    def fill(place: re.Match[str]) -> str:
        found = said(place[1])
        return place[0] if found is None else found

    return _PLACE.sub(fill, words)
