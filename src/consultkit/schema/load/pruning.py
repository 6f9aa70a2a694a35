"""A document from which faulty parts can be taken away, so that the rest is still read and checked.

Paths keep naming the file as it was written: what is taken away leaves its place behind.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from consultkit.schema.file_part import Where


class _Gone:
    """Stands where a part was."""


GONE: Final = _Gone()


class PrunedDocument:
    """A copy of plain data; the original is left alone."""

    def __init__(self, data: Any) -> None:
        self._data = _copy(data)

    def living(self) -> Any:
        """What is left, for the validator."""
        return _without_gone(self._data)

    def where(self, location: Sequence[str | int]) -> Where:
        """The path in the file of a location in `living()`, as far as the file goes."""
        found: list[str | int] = []
        node = self._data
        for step in location:
            key = _key_of(node, step)
            if key is None:
                break
            found.append(key)
            node = node[key]
        return tuple(found)

    def take_away(self, where: Where) -> None:
        """Prune one part."""
        self.put(where, GONE)

    def put(self, where: Where, value: Any) -> None:
        """Write a value in a place whose surroundings are there."""
        node = self._data
        for step in where[:-1]:
            node = node[step]
        if isinstance(node, dict | list) and where:
            node[where[-1]] = value  # type: ignore[index]


def _copy(node: Any) -> Any:
    if isinstance(node, dict):
        return {key: _copy(value) for key, value in node.items()}
    return [_copy(value) for value in node] if isinstance(node, list) else node


def _without_gone(node: Any) -> Any:
    if isinstance(node, dict):
        return {key: _without_gone(value) for key, value in node.items() if value is not GONE}
    if isinstance(node, list):
        return [_without_gone(value) for value in node if value is not GONE]
    return node


def _key_of(node: Any, step: str | int) -> str | int | None:
    if isinstance(node, dict):
        living = [key for key, value in node.items() if value is not GONE]
        if isinstance(step, int):
            # Options are written as a mapping and read as a list.
            return living[step] if step < len(living) else None
        return step if step in living else None
    if isinstance(node, list) and isinstance(step, int):
        places = [index for index, value in enumerate(node) if value is not GONE]
        return places[step] if step < len(places) else None
    return None
