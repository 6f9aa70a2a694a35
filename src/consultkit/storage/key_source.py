"""Where the keys of a deployment come from: a file that may change while servers run, or a text.

Both hold the same JSON: `primary`, `keys` (names and 32 bytes each in Base64), `digest` (the key of look-ups,
which never changes) and `since` (when each key became the primary one).
"""

from __future__ import annotations

import fcntl
import json
import logging
import os
import secrets
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from consultkit.errors import ConfigurationError

KEY_BYTES = 32
_log = logging.getLogger("consultkit.keys")


@dataclass(frozen=True, slots=True)
class Keys:
    """What seals: the primary key wraps, the others still open."""

    keys: Mapping[str, bytes] = field(repr=False)
    primary: str
    digest: bytes = field(repr=False)
    since: Mapping[str, datetime] = field(default_factory=dict)

    def with_new_primary(self, now: datetime) -> Keys:
        name = _name(1 + max(int(one[1:5]) if one[1:5].isdigit() else 0 for one in (*self.keys, *self.since)))
        keys = {**self.keys, name: secrets.token_bytes(KEY_BYTES)}
        return replace(self, keys=keys, primary=name, since={**self.since, name: now})

    def without(self, name: str) -> Keys:
        return replace(self, keys={one: key for one, key in self.keys.items() if one != name})

    def stepped_down(self, name: str) -> datetime | None:
        """When the next key became the primary one; none for the primary key."""
        if name == self.primary:
            return None
        began = self.since.get(name)
        later = [at for at in self.since.values() if began is None or at > began]
        return min(later, default=None)


def _name(number: int) -> str:
    # The end is drawn by chance: a key file begun anew after a loss never takes an old key's name.
    return f"k{number:04d}-{secrets.token_hex(3)}"


def _first() -> Keys:
    name = _name(1)
    return Keys({name: secrets.token_bytes(KEY_BYTES)}, name, secrets.token_bytes(KEY_BYTES))


def read_keys(text: str, source: str) -> Keys:
    """Raises ConfigurationError, naming the source, when these are no keys."""
    try:
        content = json.loads(text)
        keys = {str(name): b64decode(key, validate=True) for name, key in content["keys"].items()}
        primary = content["primary"]
        # Files of before have no key of its own for look-ups: their first key was it, and stays it.
        digest = b64decode(content["digest"], validate=True) if "digest" in content else keys[min(keys)]
        since = {name: datetime.fromisoformat(at) for name, at in content.get("since", {}).items()}
    except (ValueError, KeyError, AttributeError, TypeError) as error:
        raise ConfigurationError(
            f"{source} is not a key file.", mend="Restore it from its backup."
        ) from error
    if primary not in keys or any(len(key) != KEY_BYTES for key in (*keys.values(), digest)):
        raise ConfigurationError(f"{source} is damaged.", mend="Restore it from its backup.")
    return Keys(keys, primary, digest, since)


def written(keys: Keys) -> str:
    content = {
        "primary": keys.primary,
        "keys": {name: b64encode(key).decode() for name, key in keys.keys.items()},
        "digest": b64encode(keys.digest).decode(),
        "since": {name: at.isoformat() for name, at in keys.since.items()},
    }
    return json.dumps(content, indent=2)


class KeyFile:
    """The key file. A process that holds its keys learns what was added to it without a restart."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._seen: tuple[int, int, int] | None = None

    def read(self) -> Keys:
        """What it holds; it is made with a first key where there is none."""
        if not self.path.exists():
            self._link(written(_first()))
        self._seen = self._state()
        return read_keys(self.path.read_text(), str(self.path))

    def changed(self) -> Keys | None:
        """What it holds now, when that is not what was read last; nothing when it is gone or damaged."""
        try:
            return None if self._state() == self._seen else self.read()
        except (OSError, ConfigurationError) as error:
            _log.error("The key file cannot be read again; the keys read before go on: %s", error)
            return None

    def change(self, change: Callable[[Keys], Keys]) -> Keys:
        """Change what it holds, wholly or not at all: one change after another, of several processes too."""
        with self._folder() as folder:
            fcntl.flock(folder, fcntl.LOCK_EX)
            changed = change(self.read())
            self._aside(written(changed)).replace(self.path)
            os.fsync(folder)
        return changed

    def _link(self, content: str) -> None:
        # Written aside and linked into place: of two processes starting at once, one makes it, both read it.
        self.path.parent.mkdir(parents=True, exist_ok=True)
        aside = self._aside(content)
        try:
            os.link(aside, self.path)
        except FileExistsError:
            pass
        finally:
            aside.unlink()
        with self._folder() as folder:
            # The name is durable before any row is sealed under what it leads to.
            os.fsync(folder)

    def _aside(self, content: str) -> Path:
        aside = self.path.with_name(f"{self.path.name}.{secrets.token_hex(8)}")
        descriptor = os.open(aside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        return aside

    @contextmanager
    def _folder(self) -> Iterator[int]:
        folder = os.open(self.path.parent, os.O_RDONLY)
        try:
            yield folder
        finally:
            os.close(folder)

    def _state(self) -> tuple[int, int, int]:
        found = self.path.stat()
        return found.st_ino, found.st_mtime_ns, found.st_size
