"""Passwords as they are kept: Argon2id (RFC 9106), a few at a time."""

from __future__ import annotations

import threading
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING

from consultkit.errors import ServiceError

if TYPE_CHECKING:
    from argon2 import PasswordHasher

MEMORY_KIB = 19_456
PASSES = 2
LANES = 1
"""OWASP's minimum for Argon2id: 19 MiB, two passes, one lane; about 50 ms on one core. RFC 9106's second
recommended option (64 MiB, three passes, four lanes) took 292 ms on two cores: eight people at once would
wait for more than a second, and it buys little for passwords of 80 bits."""

AT_ONCE = 4
"""So that sign-ins together take at most 76 MiB in a process, however many arrive."""

LONGEST_WAIT_SECONDS = 10.0

_turns = threading.BoundedSemaphore(AT_ONCE)


def hash_password(password: str) -> str:
    """The PHC string to keep: its parameters and salt are in it. Raises ServiceError when too many wait."""
    with _turn():
        return _hasher().hash(_bytes(password))


def verify_password(kept: str | None, password: str) -> bool:
    """Whether the password is the one kept. Takes as long when there is none to compare with.

    Raises ServiceError when too many wait.
    """
    from argon2.exceptions import InvalidHashError, VerificationError

    with _turn():
        try:
            _hasher().verify(kept or _nobodys_hash(), _bytes(password))
        except (VerificationError, InvalidHashError):
            return False
    return kept is not None


def needs_rehash(kept: str) -> bool:
    """Whether it was made with other parameters than today's."""
    return _hasher().check_needs_rehash(kept)


@contextmanager
def _turn() -> Iterator[None]:
    if not _turns.acquire(timeout=LONGEST_WAIT_SECONDS):
        raise ServiceError("Too many people are signing in at this moment.")
    try:
        yield
    finally:
        _turns.release()


@cache
def _hasher() -> PasswordHasher:
    from argon2 import PasswordHasher

    return PasswordHasher(time_cost=PASSES, memory_cost=MEMORY_KIB, parallelism=LANES)


@cache
def _nobodys_hash() -> str:
    return _hasher().hash("nobody's")


def _bytes(password: str) -> bytes:
    # One person's « é » is one character on this keyboard and two on that one (NIST SP 800-63B, 3.1.1.2).
    return unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")
