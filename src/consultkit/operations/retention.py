"""The end of keeping: announced a month before, then erased by the worker, unless something is unusual.

A consultation file says how long answers are kept after the closing. Nothing is erased that was not announced
thirty days before; so a wrong date in a file, or a clock that jumped, costs a letter and no contribution.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from consultkit.errors import ConsultKitError, NotFoundError, RespondentError
from consultkit.operations.audit import note_command
from consultkit.operations.clock import Clock
from consultkit.operations.erasure import BATCH, Erasure
from consultkit.operations.exports import COMMAND_LINE
from consultkit.operations.forms import Forms
from consultkit.operations.keeping import NOTICE, Keeping
from consultkit.operations.keeping_reading import ROOM, read_keeping, subject_of
from consultkit.operations.references import is_reference
from consultkit.operations.retention_letters import tell_managers
from consultkit.operations.rooms import Entry, Room
from consultkit.operations.studies import ROOM as ROOM_OF_STUDY
from consultkit.operations.studying import KEPT_LONGER
from consultkit.records import Json, KeepingOutlook, Official
from consultkit.records.audit import COMMAND_LINE as AT_THE_CONSOLE
from consultkit.records.audit import SERVICE
from consultkit.schema import Consultation
from consultkit.storage import (
    Archive,
    Transaction,
    keeping,
    retractions,
    submissions,
)
from consultkit.storage.keeping import KeptContribution

log = logging.getLogger(__name__)

ANNOUNCED_BEFORE = NOTICE + timedelta(days=1)
"""A day more than the notice, so that a worker that was down for some hours is not late."""
MOST_AN_HOUR = 5000
"""By one worker, which has letters to send too."""
MOST_DAYS = 5 * 366
MOST_CHARACTERS = 1000

Progress = Callable[[int], object]


class Retention:
    """All raise NotFoundError for what is not there."""

    def __init__(
        self, archive: Archive, forms: Forms, clock: Clock, erasure: Erasure, public_url: str
    ) -> None:
        self._archive = archive
        self._forms = forms
        self._clock = clock
        self._erasure = erasure
        self._public_url = public_url
        self._room = Room(archive, clock, ROOM)
        self._study = Room(archive, clock, ROOM_OF_STUDY)

    def outlook(self, consultation_id: str) -> KeepingOutlook:
        """What is kept, until when, and what is due."""
        return self._look(consultation_id).outlook

    def unserved(self) -> Mapping[str, int]:
        """Consultations that have contributions and no file here: nothing erases these. How many of each."""
        served = {one.id for one in self._forms.consultations}
        with self._archive.reading() as tx:
            return {name: number for name, number in keeping.counts(tx).items() if name not in served}

    def keep_longer(self, official: Official, reference: str, until: date, reason: str) -> None:
        """Until the end of that day; the last word counts. The history of the contribution tells it.

        Raises RespondentError without a reason, and for a day that is past or more than five years away.
        """
        said: dict[str, Json] = {"until": until.isoformat(), "reason": reason.strip(), "by": official.email}
        by = None if official.id == COMMAND_LINE else official
        with self._archive.writing() as tx:
            now = self._clock.judge(tx.database_now())
            _check(until, reason, now.astimezone(self._file(official.consultation).window.zone).date())
            subject = _subject_of(tx, official, reference)
            self._study.write_in(tx, official.consultation, Entry(subject, KEPT_LONGER, said), by=by)
            if by is None:
                note_command(tx, now, official.consultation, f"{ROOM_OF_STUDY}.{KEPT_LONGER}", subject)

    def run(
        self,
        consultation_id: str,
        *,
        expect: int | None = None,
        most: int | None = None,
        progress: Progress = lambda _done: None,
    ) -> int:
        """Erase what is due, the oldest first and no more than `most`; of how many contributions. What an
        interruption leaves, the next run erases.

        Without `expect` only what was announced thirty days before; with it, whatever is due if it is that
        many. Raises ConsultKitError when it is not, and what `Erasure.contributions` raises.
        """
        looked = self._look(consultation_id)
        due = looked.due
        if not due:
            return 0
        if expect is None:
            _refuse_unusual(looked)
        elif expect != len(due):
            raise _unusual(f"{len(due)} contributions are due, and {expect} were expected.")
        return self._erase_all(consultation_id, due[:most], progress)

    def erase_one(self, consultation_id: str, reference: str, *, by: str, reason: str) -> None:
        """Before its time, because its sender asks for it (GDPR, art. 17). The reason is kept, without the
        reference: it is to name nobody. Raises NotFoundError, RespondentError, and as `run`."""
        if not reason.strip() or not by.strip():
            raise RespondentError("There are no words.", mend="Say who decided it, and why.")
        with self._archive.reading() as tx:
            submission = submissions.by_reference(tx, reference) if is_reference(reference) else None
        if submission is None or submission.consultation != consultation_id:
            raise NotFoundError("There is no such contribution.")
        self._erasure.contributions(consultation_id, [submission.id])
        self._write(consultation_id, "erased", {"contributions": 1, "by": by, "reason": reason})

    # --- the worker ----------------------------------------------------------------

    def do(self) -> None:
        """A chore: announce what ends within a month, and erase what was announced. Any number may do it."""
        for consultation in self._forms.consultations:
            looked = self._look(consultation.id)
            outlook = looked.outlook
            if outlook.erases_at is None:
                self._announce_if_near(looked)
            elif outlook.due and looked.now >= outlook.erases_at:
                self._erase(looked)

    def _announce_if_near(self, looked: Keeping) -> None:
        number = len(looked.kept) - len(looked.longer)
        if number <= 0 or looked.now < looked.ends_at - ANNOUNCED_BEFORE:
            return
        said: dict[str, Json] = {"ends_at": looked.ends_at.isoformat(), "contributions": number}
        self._write(looked.consultation.id, "announced", said)
        self._tell("announced", looked, number, max(looked.ends_at, looked.now + NOTICE))

    def _erase(self, looked: Keeping) -> None:
        consultation = looked.consultation.id
        try:
            self.run(consultation, most=MOST_AN_HOUR)
        except ConsultKitError as error:
            log.warning("Nothing more of %s is erased: %s", consultation, error.message)
            if self.outlook(consultation).stopped != error.message:
                self._write(consultation, "stopped", {"why": error.message})
                self._tell("stopped", looked, len(looked.due), looked.now)

    # --- how -----------------------------------------------------------------------

    def _erase_all(self, consultation_id: str, due: Sequence[KeptContribution], progress: Progress) -> int:
        for start in range(0, len(due), BATCH):
            some = due[start : start + BATCH]
            self._erasure.contributions(consultation_id, [one.id for one in some])
            self._erasure.senders({one.respondent_id for one in some})
            progress(start + len(some))
        self._write(consultation_id, "erased", {"contributions": len(due)})
        return len(due)

    def _look(self, consultation_id: str) -> Keeping:
        consultation = self._file(consultation_id)
        with self._archive.reading() as tx:
            return read_keeping(tx, consultation, self._clock)

    def _file(self, consultation_id: str) -> Consultation:
        return self._forms.current(consultation_id).consultation

    def _write(self, consultation: str, kind: str, content: Mapping[str, Json]) -> None:
        role = AT_THE_CONSOLE if "by" in content else SERVICE
        with self._archive.writing() as tx:
            self._room.write_in(tx, consultation, Entry(subject_of(consultation), kind, content))
            note_command(tx, self._room.now(tx), consultation, f"retention.{kind}", role=role)

    def _tell(self, letter: str, looked: Keeping, number: int, day: datetime) -> None:
        address = f"{self._public_url}/desk/{looked.consultation.id}/retention"
        with self._archive.writing() as tx:
            tell_managers(tx, letter, looked.consultation, address, at=looked.now, number=number, day=day)


def _subject_of(tx: Transaction, official: Official, reference: str) -> UUID:
    submission = submissions.by_reference(tx, reference) if is_reference(reference) else None
    if submission is None or submission.consultation != official.consultation:
        raise NotFoundError("There is no such contribution.")
    return retractions.versions_of(tx, submission.id)[0]


def _check(until: date, reason: str, today: date) -> None:
    if not reason.strip():
        raise RespondentError("There are no words.", mend="Say why it is kept longer.")
    if len(reason) > MOST_CHARACTERS:
        mend = "Write {most} characters at most."
        raise RespondentError("That is too long.", mend=mend, params={"most": MOST_CHARACTERS})
    if not today <= until <= today + timedelta(days=MOST_DAYS):
        raise RespondentError(
            "This day cannot be chosen.", mend="Choose one from today on, within five years."
        )


def _refuse_unusual(looked: Keeping) -> None:
    outlook = looked.outlook
    if outlook.erases_at is None or looked.now < outlook.erases_at:
        raise _unusual(f"{outlook.due} contributions are due that were not announced thirty days ago.")
    if outlook.is_unusual:
        raise _unusual(f"{outlook.due} contributions are due, and {outlook.announced} were announced.")


def _unusual(message: str) -> ConsultKitError:
    return ConsultKitError(
        message,
        mend="Find out why; then say how many are to be erased: consultkit retention run --yes --expect N.",
        code="retention_stopped",
    )
