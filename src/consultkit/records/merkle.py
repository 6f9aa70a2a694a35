"""Merkle trees as in RFC 9162, 2.1 (the hashes of RFC 6962): one short root stands for many leaves."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

HASH_BYTES = 32
_LEAF, _NODE = b"\x00", b"\x01"
"""So that no leaf can be passed off as a node, nor a node as a leaf."""


def leaf_of(content: bytes) -> bytes:
    """The hash that stands for the content of one leaf."""
    return sha256(_LEAF + content).digest()


def root_of(leaves: Sequence[bytes]) -> bytes:
    """The hash of the whole tree over these hashes of leaves, in this order; of no leaf, that of no bytes.

    Level by level, a hash that is left over rises as it is: this gives the tree of the RFC, which splits at
    the largest power of two.
    """
    level = list(leaves)
    while len(level) > 1:
        pairs = zip(level[::2], level[1::2], strict=False)
        odd = level[-1:] if len(level) % 2 else []
        level = [sha256(_NODE + left + right).digest() for left, right in pairs] + odd
    return level[0] if level else sha256().digest()
