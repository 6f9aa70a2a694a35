"""Protected answers: one random key per row, wrapped by a versioned key, bound to its place (AES-256-GCM).

An envelope moved to another row, column, table or consultation does not open: its place is the associated
data (NIST SP 800-38D; RFC 5116).
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from consultkit.errors import ConfigurationError

FORMAT = b"\x01"
NONCE_BYTES = 12
KEY_BYTES = 32


class SealBrokenError(Exception):
    """A sealed value was changed, moved, or sealed with another key."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a sealed value lives."""

    table: str
    row: UUID | str
    column: str
    consultation: str = ""

    def __bytes__(self) -> bytes:
        return f"{self.table}|{self.row}|{self.column}|{self.consultation}".encode()


def seal(key: bytes, place: Place, content: bytes) -> bytes:
    nonce = os.urandom(NONCE_BYTES)
    return FORMAT + nonce + AESGCM(key).encrypt(nonce, content, FORMAT + bytes(place))


def unseal(key: bytes, place: Place, sealed: bytes) -> bytes:
    version, nonce, content = sealed[:1], sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
    if version != FORMAT:
        raise SealBrokenError(f"Unknown format at {place}.")
    try:
        return AESGCM(key).decrypt(nonce, content, FORMAT + bytes(place))
    except (InvalidTag, ValueError) as error:
        raise SealBrokenError(f"The value at {place} does not open.") from error


@dataclass(frozen=True, slots=True)
class WrappedKey:
    """The key of one row, as it is stored."""

    kek: str
    wrapped: bytes


class KeyRing:
    """The versioned keys of a deployment: the newest wraps, the older ones still open."""

    def __init__(self, keys: Mapping[str, bytes], primary: str) -> None:
        self._keys = dict(keys)
        self._primary = primary

    def new_key(self, row: UUID) -> tuple[bytes, WrappedKey]:
        """A fresh key for a row, bare for use now and wrapped for storage."""
        key = os.urandom(KEY_BYTES)
        wrapped = seal(self._keys[self._primary], Place("data_keys", row, "wrapped"), key)
        return key, WrappedKey(self._primary, wrapped)

    def open_key(self, row: UUID, wrapped: WrappedKey) -> bytes:
        if wrapped.kek not in self._keys:
            raise ConfigurationError(
                f"The key file has no key called {wrapped.kek!r}.",
                mend="Restore the key file from its backup.",
            )
        return unseal(self._keys[wrapped.kek], Place("data_keys", row, "wrapped"), wrapped.wrapped)

    def seal_small(self, place: Place, content: bytes) -> bytes:
        """Seal a short value straight under the primary key, whose name is written before it."""
        name = self._primary.encode()
        return bytes([len(name)]) + name + seal(self._keys[self._primary], place, content)

    def unseal_small(self, place: Place, sealed: bytes) -> bytes:
        length = sealed[0]
        name = sealed[1 : 1 + length].decode()
        if name not in self._keys:
            raise SealBrokenError(f"The value at {place} names an unknown key.")
        return unseal(self._keys[name], place, sealed[1 + length :])

    def keyed_digest(self, purpose: str, content: str) -> str:
        """HMAC-SHA-256 for look-ups and link secrets, under the oldest key so that it never changes."""
        oldest = self._keys[min(self._keys)]
        return hmac.new(oldest, f"{purpose}|{content}".encode(), hashlib.sha256).hexdigest()


def key_ring_from(path: Path) -> KeyRing:
    """Read the key file, or make one with a first key, readable by its owner alone."""
    if not path.exists():
        _write_first_keys(path)
    try:
        content = json.loads(path.read_text())
        keys = {name: b64decode(key, validate=True) for name, key in content["keys"].items()}
        primary = content["primary"]
    except (ValueError, KeyError, AttributeError, TypeError) as error:
        raise ConfigurationError(f"{path} is not a key file.", mend="Restore it from its backup.") from error
    if primary not in keys or any(len(key) != KEY_BYTES for key in keys.values()):
        raise ConfigurationError(f"{path} is damaged.", mend="Restore it from its backup.")
    return KeyRing(keys, primary)


def _write_first_keys(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    first = b64encode(secrets.token_bytes(KEY_BYTES)).decode()
    content = json.dumps({"primary": "k0001", "keys": {"k0001": first}}, indent=2)
    # Written aside and linked into place: of two processes starting at once, one makes it, both read it.
    aside = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(aside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(aside, path)
    except FileExistsError:
        pass
    finally:
        aside.unlink()
