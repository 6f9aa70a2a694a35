"""What `requirements/*.txt` lock: names, versions and the hashes of every file that may be installed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
NAMES = ("runtime", "dev")
_pinned = re.compile(r"([A-Za-z0-9._-]+)(?:\[[^]]*\])?==([^\s;\\]+)")
_hash = re.compile(r"--hash=sha256:([0-9a-f]{64})(?![0-9a-f])")


@dataclass(frozen=True)
class Locked:
    """One distribution. `version` is empty where none is pinned."""

    name: str
    version: str
    hashes: Sequence[str]


def text_of(name: str) -> str:
    return Path(ROOT, "requirements", f"{name}.txt").read_text(encoding="utf-8")


def locked(name: str) -> list[Locked]:
    """Every entry of this file."""
    entries = re.split(r"\n(?=\S)", text_of(name).strip())
    return [_entry(entry) for entry in entries if not entry.startswith("#")]


def unlocked() -> list[str]:
    """What may be installed as another version, or from another file, than the one that was looked at."""
    return [
        f"{one.name} is locked to no {'hash' if one.version else 'version'}"
        for name in NAMES
        for one in locked(name)
        if not (one.version and one.hashes)
    ]


def _entry(text: str) -> Locked:
    pinned = _pinned.match(text)
    if pinned is None:
        return Locked(text.split()[0], "", ())
    return Locked(pinned[1].lower(), pinned[2], _hash.findall(text))
