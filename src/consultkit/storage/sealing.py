"""Protected answers: one random key per row, wrapped by a versioned key, bound to its place (AES-256-GCM).

An envelope moved to another row, column, table or consultation does not open: its place is the associated
data (NIST SP 800-38D; RFC 5116).
"""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from consultkit.errors import ConfigurationError
from consultkit.storage.key_source import KEY_BYTES, KeyFile, Keys

FORMAT = b"\x01"
NONCE_BYTES = 12


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


class KeysMissingError(ConfigurationError):
    """Something is sealed under a key that this deployment does not have."""

    def __init__(self, name: str) -> None:
        super().__init__(f"There is no key called {name!r}.", mend="Restore the key file from its backup.")


class KeyRing:
    """The versioned keys of a deployment: the primary one wraps, the others still open.

    With a file it learns what is added there: it looks before it seals, and when it meets a name that it does
    not know. So keys are rotated while servers run.
    """

    def __init__(
        self,
        keys: Mapping[str, bytes],
        primary: str,
        *,
        digest: bytes | None = None,
        file: KeyFile | None = None,
    ) -> None:
        self._held = Keys(dict(keys), primary, digest or keys[min(keys)])
        self._file = file

    @property
    def primary(self) -> str:
        """The name of the key that what is sealed now is sealed under."""
        self._look()
        return self._held.primary

    @property
    def names(self) -> tuple[str, ...]:
        """Of every key, the oldest first."""
        self._look()
        return tuple(sorted(self._held.keys))

    def new_key(self, row: UUID) -> tuple[bytes, WrappedKey]:
        """A fresh key for a row, bare for use now and wrapped for storage."""
        key = os.urandom(KEY_BYTES)
        return key, self.wrap(row, key)

    def wrap(self, row: UUID, key: bytes) -> WrappedKey:
        name = self.primary
        return WrappedKey(name, seal(self._key(name), Place("data_keys", row, "wrapped"), key))

    def open_key(self, row: UUID, wrapped: WrappedKey) -> bytes:
        """Raises KeysMissingError, or SealBrokenError when it was changed or is of another row."""
        return unseal(self._key(wrapped.kek), Place("data_keys", row, "wrapped"), wrapped.wrapped)

    def seal_small(self, place: Place, content: bytes) -> bytes:
        """Seal a short value straight under the primary key, whose name is written before it."""
        name = self.primary
        return mark_of(name) + seal(self._key(name), place, content)

    def unseal_small(self, place: Place, sealed: bytes) -> bytes:
        length = sealed[0]
        name = sealed[1 : 1 + length].decode(errors="replace")
        return unseal(self._key(name), place, sealed[1 + length :])

    def keyed_digest(self, purpose: str, content: str) -> str:
        """HMAC-SHA-256 for look-ups and link secrets, under a key that never changes (decision 12)."""
        return hmac.new(self._held.digest, f"{purpose}|{content}".encode(), hashlib.sha256).hexdigest()

    def derived(self, name: str, purpose: str) -> bytes:
        """Another key, for one purpose, from the key of that name (HKDF-SHA-256, RFC 5869)."""
        return HKDF(hashes.SHA256(), KEY_BYTES, salt=None, info=purpose.encode()).derive(self._key(name))

    def _key(self, name: str) -> bytes:
        if name not in self._held.keys:
            self._look()
        try:
            return self._held.keys[name]
        except KeyError:
            raise KeysMissingError(name) from None

    def _look(self) -> None:
        found = self._file.changed() if self._file else None
        if found is not None:
            # Addresses and links would no longer be found under another: it is as it was at the start.
            self._held = replace(found, digest=self._held.digest)


def mark_of(name: str) -> bytes:
    """What stands before a small value sealed under this key."""
    return bytes([len(name.encode())]) + name.encode()


def key_ring_from(path: Path) -> KeyRing:
    """Read the key file, or make one with a first key, readable by its owner alone."""
    file = KeyFile(path)
    found = file.read()
    return KeyRing(found.keys, found.primary, digest=found.digest, file=file)


def key_ring_of(given: Keys) -> KeyRing:
    """Of keys that are in no file: they change with a restart only."""
    return KeyRing(given.keys, given.primary, digest=given.digest)
