"""Signatures of a deployment: Ed25519 (RFC 8032), with a key derived from each key of its ring.

So there is no other secret to keep. A signing key is called after the ring's, and after its own public half:
two keys never share a name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from consultkit.storage.sealing import KeyRing

_PURPOSE = "consultkit|signing|1"
_OF_NAME = 8
"""Characters of the digest of the public half that are part of a name."""


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signed, and what it comes to."""

    key: str
    value: bytes


def sign(keys: KeyRing, purpose: str, content: bytes) -> Signature:
    """With the ring's primary key. A signature for one purpose is none for another."""
    name, private = _named(keys, keys.primary)
    return Signature(name, private.sign(_signed(purpose, content)))


def is_signed(public: bytes, signature: bytes, purpose: str, content: bytes) -> bool:
    """Whether the holder of the private half signed exactly this, for this purpose."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, _signed(purpose, content))
    except (InvalidSignature, ValueError):
        return False
    return True


def public_keys(keys: KeyRing) -> Mapping[str, bytes]:
    """The public halves, by the names of the signing keys; the oldest first."""
    named = (_named(keys, name) for name in keys.names)
    return {name: private.public_key().public_bytes_raw() for name, private in named}


def _signed(purpose: str, content: bytes) -> bytes:
    return f"{purpose}\n".encode() + content


def _named(keys: KeyRing, name: str) -> tuple[str, Ed25519PrivateKey]:
    return _from_seed(name, keys.derived(name, _PURPOSE))


@lru_cache(maxsize=16)
def _from_seed(name: str, seed: bytes) -> tuple[str, Ed25519PrivateKey]:
    private = Ed25519PrivateKey.from_private_bytes(seed)
    shown = sha256(private.public_key().public_bytes_raw()).hexdigest()[:_OF_NAME]
    return f"{name}-{shown}", private
