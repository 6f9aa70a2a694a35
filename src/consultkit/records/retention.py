"""What is kept until when, and what becomes of it then."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class KeptLonger:
    """A contribution that an official wants kept until the end of a day of the consultation's zone."""

    reference: str
    until: date
    reason: str
    by: str
    """An e-mail address or a name; empty for who has left."""


@dataclass(frozen=True, slots=True)
class KeepingOutlook:
    """How the keeping of one consultation's contributions stands. Instants are UTC."""

    consultation: str
    ends_at: datetime
    """When the time ends for which the file says that answers are kept, after the closing as it stands."""
    contributions: int
    """All that are kept, each in its last version."""
    due: int
    """Those whose time has ended."""
    announced_at: datetime | None = None
    """When those who manage the desk were told of this end; None while they were not."""
    announced: int = 0
    """How many were to be erased, as they were told."""
    erases_at: datetime | None = None
    """When the worker begins; None while the end is not announced."""
    stopped: str = ""
    """Why it did not, in words, if something stopped it since."""
    kept_longer: tuple[KeptLonger, ...] = field(default=())

    @property
    def is_unusual(self) -> bool:
        """Whether many more are due than it was told: a wrong date, or a wrong file."""
        return self.due > self.announced + max(10, self.announced // 10)
