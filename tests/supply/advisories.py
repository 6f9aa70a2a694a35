"""What is known against the versions that we lock, from a list in this folder: it needs no network.

The list holds faults that were made public in distributions that we lock. It sees nothing that is newer than
the day on which somebody last added to it, and nothing of distributions that are not in it.
`./script/advisories` asks the whole database besides.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from packaging.version import Version

from supply.locked import NAMES, Locked, locked

KNOWN = Path(__file__).with_name("advisories.json")


def known() -> dict[str, dict[str, str]]:
    """By distribution: the first sound version after each fault."""
    listed: dict[str, dict[str, str]] = json.loads(KNOWN.read_text(encoding="utf-8"))
    return listed


def against(what: Iterable[Locked]) -> list[str]:
    """The faults of these, in words."""
    listed = known()
    return [
        f"{one.name} {one.version} has {fault}: take {sound} or later"
        for one in what
        for fault, sound in listed.get(one.name, {}).items()
        if one.version and Version(one.version) < Version(sound)
    ]


def against_ours() -> list[str]:
    return sorted({fault for name in NAMES for fault in against(locked(name))})


def main() -> Sequence[str]:
    """Prints what was found, and how much was looked at."""
    found = against_ours()
    listed = {one.name for name in NAMES for one in locked(name)} & known().keys()
    print(
        "\n".join(found) or f"Nothing is listed against what is locked ({len(listed)} distributions listed)."
    )
    return found


if __name__ == "__main__":
    sys.exit(bool(main()))
