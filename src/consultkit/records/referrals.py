"""From a submission to a case in someone's hands."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid5

from consultkit.records.canonical import Json
from consultkit.records.chronicle import Event
from consultkit.records.contributions import Retraction


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
    ineligible: tuple[str, ...] = ()
    """Why the receiver does not take such a contribution, in words that its sender reads too. Nothing is sent
    for which there is a reason, and nothing that is asked back mends it."""

    @property
    def is_complete(self) -> bool:
        """Whether it can be sent."""
        return not self.missing and not self.ineligible


@dataclass(frozen=True, slots=True)
class HandedFile:
    """A file of the contribution that goes with its referral: one that a scanner found clean."""

    question: str
    name: str
    """As the respondent called it: one name may stand twice."""
    format: str
    """A word such as `pdf`."""
    size: int
    """Bytes."""
    sha256: str
    chunks: Callable[[], Iterator[bytes]]
    """The content from its beginning, in pieces."""


@dataclass(frozen=True, slots=True)
class Package:
    """What goes with a referral besides its body."""

    files: tuple[HandedFile, ...] = ()
    """In the order of the form."""
    held_back: int = 0
    """How many more were handed in, which no scanner found clean."""


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """What the receiver said when it took a referral."""

    receiver_reference: str | None = None


@dataclass(frozen=True, slots=True)
class Deposit:
    """The referral lies where its receiver finds it at our own pages: who opens it there acknowledges it."""


class ReferralState(StrEnum):
    """Derived from the timestamps of a referral and from its events; never stored."""

    INCOMPLETE = "incomplete"
    INELIGIBLE = "ineligible"
    WAITING = "waiting"
    STUCK = "stuck"
    REFUSED = "refused"
    """The receiver will not take it as it is: a person must look."""
    DEPOSITED = "deposited"
    """It waits on our own pages for its receiver to open it."""
    ACKNOWLEDGED = "acknowledged"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    """The receiver studied it and said no, with a reason."""
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    """The respondent took back the agreement to it."""


class CaseStep(StrEnum):
    """What happens to a case, in one word: the kinds of its events."""

    DEPOSITED = "deposited"
    OPENED = "opened"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    TOLD = "told"
    """Its receiver was told of that."""


ROOM_OF_CASES = "cases"
"""Where their events are written; the subject of each is the case."""


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
    events: tuple[Event, ...] = ()
    """What became of it, in the order in which it happened."""

    @property
    def seen(self) -> int:
        """The number of the last event: what is written next is written after it."""
        return self.events[-1].number if self.events else 0

    @property
    def withdrawn_at(self) -> datetime | None:
        """When the respondent took back the agreement to it; for good."""
        return next((event.at for event in self.events if event.kind == CaseStep.WITHDRAWN), None)

    @property
    def told_at(self) -> datetime | None:
        """When its receiver, who has it elsewhere than on our own pages, was told that it was taken back."""
        return next((event.at for event in self.events if event.kind == CaseStep.TOLD), None)

    @property
    def withdrawal_id(self) -> UUID:
        """The key under which a receiver is told that it was taken back: the same at every attempt."""
        return uuid5(self.id, "withdrawal")

    @property
    def may_be_elsewhere(self) -> bool:
        """Whether somebody has it elsewhere than on our own pages, or may have it though no answer came."""
        tried = self.acknowledged_at is not None or self.attempts > 0
        return tried and not self._happened(CaseStep.DEPOSITED)

    @property
    def is_with_receiver(self) -> bool:
        """Whether its receiver has it, or finds it on our own pages."""
        return self.acknowledged_at is not None or self._happened(CaseStep.DEPOSITED)

    @property
    def decision(self) -> Event | None:
        """The last thing that was decided of it: accepted, declined or closed."""
        decided = [event for event in self.events if event.kind in _DECISIONS]
        return decided[-1] if decided else None

    @property
    def next_steps(self) -> tuple[CaseStep, ...]:
        """What may be decided of it now. What was decided wrongly is decided anew: nothing is taken away."""
        return _NEXT.get(self.state, ())

    @property
    def state(self) -> ReferralState:
        if self.withdrawn_at:
            return ReferralState.WITHDRAWN
        if self.decision:
            return _DECISIONS[self.decision.kind]
        return self._state_of_sending

    def _happened(self, step: CaseStep) -> bool:
        return any(event.kind == step for event in self.events)

    @property
    def _state_of_sending(self) -> ReferralState:
        if self.acknowledged_at:
            return ReferralState.ACKNOWLEDGED
        if self.refused_at:
            return ReferralState.REFUSED
        if self.referral.ineligible:
            return ReferralState.INELIGIBLE
        if self.referral.missing:
            return ReferralState.INCOMPLETE
        if self._happened(CaseStep.DEPOSITED):
            return ReferralState.DEPOSITED
        return ReferralState.STUCK if self.stuck_at else ReferralState.WAITING


@dataclass(frozen=True, slots=True)
class Referred:
    """A case as its receiver finds it. Of one that stands no more, what it said is not shown."""

    case: Case
    retraction: Retraction | None
    """Why the contribution does not count any more; None while it does."""

    @property
    def stands(self) -> bool:
        return self.retraction is None and self.case.withdrawn_at is None


_DECISIONS = {
    CaseStep.ACCEPTED.value: ReferralState.ACCEPTED,
    CaseStep.DECLINED.value: ReferralState.DECLINED,
    CaseStep.CLOSED.value: ReferralState.CLOSED,
}
_NEXT = {
    ReferralState.DEPOSITED: (CaseStep.ACCEPTED, CaseStep.DECLINED),
    ReferralState.ACKNOWLEDGED: (CaseStep.ACCEPTED, CaseStep.DECLINED),
    ReferralState.ACCEPTED: (CaseStep.CLOSED, CaseStep.DECLINED),
    ReferralState.DECLINED: (CaseStep.ACCEPTED,),
    ReferralState.CLOSED: (CaseStep.ACCEPTED,),
}
