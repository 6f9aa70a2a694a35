"""Until when contributions are kept: by the file, by the calendar of its zone, and by what officials said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from consultkit.records import Event, KeepingOutlook, KeptLonger
from consultkit.schema import Consultation
from consultkit.storage.keeping import KeptContribution

NOTICE = timedelta(days=30)
"""Nothing is erased that was not announced so long before."""


def end_of_keeping(consultation: Consultation, since: datetime) -> datetime:
    """When what is kept since an instant has been kept for as long as the file says, in UTC.

    Days, months and years go by the wall time of its zone. Where that is not there or there twice, the later
    instant counts: nothing is erased before its time.
    """
    local = consultation.privacy.keep.after(since.astimezone(consultation.window.zone))
    return _later(local)


@dataclass(frozen=True, slots=True)
class Keeping:
    """What is kept of one consultation, as it stands at `now`; pure."""

    consultation: Consultation
    closes_at: datetime
    now: datetime
    kept: Sequence[KeptContribution]
    longer: Mapping[UUID, KeptLonger]
    """By the last version of each."""
    told: Sequence[Event]
    """What was announced and done so far."""

    @property
    def ends_at(self) -> datetime:
        """Of what came before the closing."""
        return end_of_keeping(self.consultation, self.closes_at)

    @property
    def due(self) -> tuple[KeptContribution, ...]:
        """Those whose time has ended."""
        if self.now < self.ends_at:
            return ()
        return tuple(one for one in self.kept if self._ends(one) <= self.now)

    @property
    def outlook(self) -> KeepingOutlook:
        """The same in numbers."""
        announced = self._announced
        return KeepingOutlook(
            consultation=self.consultation.id,
            ends_at=self.ends_at,
            contributions=len(self.kept),
            due=len(self.due),
            announced_at=announced.at if announced else None,
            announced=int(str(announced.content["contributions"])) if announced else 0,
            erases_at=max(self.ends_at, announced.at + NOTICE) if announced else None,
            stopped=self._stopped,
            kept_longer=tuple(sorted(self.longer.values(), key=lambda one: (one.until, one.reference))),
        )

    @property
    def _announced(self) -> Event | None:
        """The announcement of this very end: another one announces nothing of it."""
        end = self.ends_at.isoformat()
        its = [one for one in self.told if one.kind == "announced" and one.content["ends_at"] == end]
        return its[0] if its else None

    @property
    def _stopped(self) -> str:
        last = self.told[-1] if self.told else None
        return str(last.content["why"]) if last and last.kind == "stopped" else ""

    def _ends(self, one: KeptContribution) -> datetime:
        """What came after the closing is kept as long as what came before it."""
        late = one.received_at > self.closes_at
        ends = end_of_keeping(self.consultation, one.received_at) if late else self.ends_at
        longer = self.longer.get(one.id)
        return ends if longer is None else max(ends, self._end_of(longer.until))

    def _end_of(self, day: date) -> datetime:
        midnight = datetime.combine(day + timedelta(days=1), time(), self.consultation.window.zone)
        return _later(midnight)


def _later(local: datetime) -> datetime:
    return max(local.replace(fold=fold).astimezone(UTC) for fold in (0, 1))
