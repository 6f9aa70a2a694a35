"""Where publications are written down, and whether they told numbers of their own."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID, uuid5

from consultkit.records import Event

ROOM = "publication"
_NAMESPACE = UUID("7d5f1c1e-5a4e-4a67-9d0a-0e0d6e1b8a52")


def subject_of(consultation: str) -> UUID:
    """One for each consultation."""
    return uuid5(_NAMESPACE, consultation)


def tells_own_numbers(events: Iterable[Event]) -> bool:
    """Whether numbers were published that were not those of the open data."""
    published = (one.content for one in events if one.kind == "published")
    return any(content["figures"] and not content.get("of_open_data") for content in published)
