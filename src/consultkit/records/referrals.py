"""From a submission to a case in someone's hands."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from consultkit.records.canonical import Json


@dataclass(frozen=True, slots=True)
class Referral:
    """A plugin's proposal to put a submission before somebody, or the list of what it lacks for that.

    Proposals are pure and repeatable: the same form and submission give the same referrals.
    """

    destination: str
    """Stable word for who receives it; one referral per submission and destination."""
    subject: str
    body: dict[str, Json] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    """What the referral lacks, in words an official reads. Nothing is sent while there is any."""

    @property
    def is_complete(self) -> bool:
        return not self.missing


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """What the receiver said when it took a referral."""

    receiver_reference: str | None = None


class ReferralState(StrEnum):
    """Derived from the timestamps of a referral; never stored."""

    INCOMPLETE = "incomplete"
    WAITING = "waiting"
    STUCK = "stuck"
    REFUSED = "refused"
    ACKNOWLEDGED = "acknowledged"


@dataclass(frozen=True, slots=True)
class Case:
    """A kept referral, followed until it is settled. Instants are UTC."""

    id: UUID
    """Also the delivery key: it is the same at every attempt, so that a receiver can tell a repeat."""
    consultation: str
    submission_id: UUID
    submission_reference: str
    plugin: str
    referral: Referral
    opened_at: datetime
    attempts: int = 0
    last_attempt_at: datetime | None = None
    last_error: str | None = None
    stuck_at: datetime | None = None
    refused_at: datetime | None = None
    acknowledged_at: datetime | None = None
    receiver_reference: str | None = None

    @property
    def state(self) -> ReferralState:
        if self.acknowledged_at:
            return ReferralState.ACKNOWLEDGED
        if self.refused_at:
            return ReferralState.REFUSED
        if self.referral.missing:
            return ReferralState.INCOMPLETE
        return ReferralState.STUCK if self.stuck_at else ReferralState.WAITING
