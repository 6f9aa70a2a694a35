"""The contributions that something was counted over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Equal contributions have equal digests, whatever their references and whoever sent them."""

    digest: str
    """SHA-256, in hexadecimal characters."""
    number: int
    forms: tuple[str, ...]
    """The digests of the versions that were answered."""
    last_received_at: datetime | None
    """UTC; None without a contribution."""
