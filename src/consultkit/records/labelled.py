"""Short facts as lines of text, each `label: value`: they survive being printed, pasted and quoted."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime

_LINE = re.compile(r"^[\s>]*([a-z]+):[ \t]*(.*)$")


def instant_in_text(instant: datetime) -> str:
    """UTC, to the microsecond, always written alike (RFC 3339)."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def written(heading: str, facts: Mapping[str, str]) -> str:
    """A heading, then one line for each fact, each ended."""
    return "".join([f"{heading}\n", *(f"{label}: {value}\n" for label, value in facts.items())])


def facts_after(heading: str, text: str) -> dict[str, str] | None:
    """The facts that follow a heading; None where it is not there.

    Quotation marks of e-mails before a line and lines broken inside a value are forgiven: no value holds
    white space. Of a label that comes twice, the first counts.
    """
    _, found, rest = text.replace("\r\n", "\n").partition(heading + "\n")
    if not found:
        return None
    facts: dict[str, str] = {}
    label = ""
    for line in rest.split("\n"):
        if not line.strip(" \t>"):
            break
        match = _LINE.match(line)
        if match and match[1] in facts:
            break
        label = match[1] if match else label
        facts[label] = facts.get(label, "") + "".join((match[2] if match else line.strip(" \t>")).split())
    return facts
