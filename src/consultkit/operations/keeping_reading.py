"""What is kept of a consultation, read as it stands: for who ends it, and for who looks it over."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID, uuid5

from consultkit.operations.clock import Clock
from consultkit.operations.keeping import Keeping, end_of_keeping
from consultkit.operations.studies import ROOM as ROOM_OF_STUDY
from consultkit.operations.studying import KEPT_LONGER
from consultkit.records import Event, KeptLonger
from consultkit.schema import Consultation, OpeningWindow
from consultkit.storage import Transaction, chronicle, keeping, retractions, windows

ROOM = "retention"
_NAMESPACE = UUID("0f1f7c6f-54a1-4a3e-8d0b-4b8a2b7a9c11")


def has_ended(tx: Transaction, consultation: Consultation, clock: Clock) -> bool:
    """Whether the time that its file says is over; asked before all that is kept is read."""
    standing = windows.standing(tx, consultation.id)
    ends_at = end_of_keeping(consultation, _closes_at(consultation, standing))
    return ends_at <= clock.judge(standing.database_now)


def read_keeping(tx: Transaction, consultation: Consultation, clock: Clock) -> Keeping:
    """Nothing is written, and the consultation need not be served."""
    standing = windows.standing(tx, consultation.id)
    return Keeping(
        consultation=consultation,
        closes_at=_closes_at(consultation, standing),
        now=clock.judge(standing.database_now),
        kept=keeping.all_of(tx, consultation.id),
        longer=_kept_longer(tx, consultation.id),
        told=chronicle.of_subject(tx, consultation.id, ROOM, subject_of(consultation.id)),
    )


def subject_of(consultation: str) -> UUID:
    """Of what is announced and done: one for each consultation."""
    return uuid5(_NAMESPACE, consultation)


def _closes_at(consultation: Consultation, standing: windows.Standing) -> datetime:
    return OpeningWindow(consultation.window, standing.events).closes_at


def _kept_longer(tx: Transaction, consultation: str) -> dict[UUID, KeptLonger]:
    """By the last version of each contribution."""
    said = chronicle.of_room(tx, consultation, ROOM_OF_STUDY, kind=KEPT_LONGER)
    newest = {retractions.newest_of(tx, subject): events[-1] for subject, events in said.items()}
    references = keeping.references_of(tx, newest)
    return {one: _longer(references[one], event) for one, event in newest.items() if one in references}


def _longer(reference: str, event: Event) -> KeptLonger:
    said = {name: str(value) for name, value in event.content.items()}
    return KeptLonger(reference, date.fromisoformat(said["until"]), said["reason"], said["by"])
