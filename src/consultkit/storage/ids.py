"""Ids that sort by the time they were made: rows made together lie together, in the tables and in the log."""

from __future__ import annotations

import secrets
import time
from uuid import UUID

RANDOM_BITS = 74


def new_id() -> UUID:
    """A UUID of version 7 (RFC 9562, 5.7): 48 bits of milliseconds, then chance. Not a secret."""
    milliseconds = time.time_ns() // 1_000_000
    chance = secrets.randbits(RANDOM_BITS)
    high, low = chance >> 62, chance & (1 << 62) - 1
    return UUID(int=milliseconds << 80 | 0x7 << 76 | high << 64 | 0b10 << 62 | low)
