"""What was chosen, as pairs that a person reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from consultkit.records import Json


def told(about: Mapping[str, Json], prefix: str = "") -> Iterator[tuple[str, str]]:
    """One pair for each thing that is said, however deep: `choice.only.since`."""
    for name, value in about.items():
        if isinstance(value, dict):
            yield from told(value, f"{prefix}{name}.")
        elif isinstance(value, list):
            yield f"{prefix}{name}", ", ".join(_said(one) for one in value)
        else:
            yield f"{prefix}{name}", _said(value)


def _said(value: Json) -> str:
    if isinstance(value, dict):
        return " ".join(_said(one) for one in value.values())
    return "" if value is None else str(value)
