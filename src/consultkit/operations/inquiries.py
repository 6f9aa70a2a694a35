"""Questions back about a contribution: its sender corrects it, or fills in a small form, until a date.

CRPA, art. L. 114-5: who lacks a document says which, and by when it is to be there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time, timedelta

from consultkit.errors import NotFoundError, RespondentError
from consultkit.operations.audit import note_act
from consultkit.operations.clock import Clock
from consultkit.operations.forms import Forms
from consultkit.operations.recipients import write_to
from consultkit.operations.references import is_reference
from consultkit.records import Event, Inquiry, Official, Respondent, Submission
from consultkit.storage import Archive, Transaction, chronicle, inquiries, new_id, retractions, submissions

MOST_CHARACTERS = 2000
TERMS = (8, 15, 30)
"""Days."""
REMINDED_BEFORE = timedelta(days=2)
ROOM = "inquiries"


class Inquiries:
    """Asked at the desk of the contribution's consultation, read by who sent it."""

    def __init__(self, archive: Archive, forms: Forms, clock: Clock) -> None:
        self._archive = archive
        self._forms = forms
        self._clock = clock

    def ask(self, official: Official, reference: str, text: str, days: int, form: str = "") -> Inquiry:
        """Ask, and write to the respondent that something is asked, without the words. `form` is one of the
        file's `desk: forms:`, which the respondent fills in; then there need be no words.

        Raises NotFoundError for what does not stand at the official's desk, and RespondentError when there
        are no words, too many, or no such term or form.
        """
        words = self._checked(official, text, days, form)
        with self._archive.writing() as tx:
            submission = _standing(tx, official, reference)
            now = self._clock.judge(tx.database_now())
            inquiry = Inquiry(
                id=new_id(),
                consultation=submission.consultation,
                reference=reference,
                text=words,
                asked_at=now,
                until=self._end_of_day(submission.consultation, now + timedelta(days=days)),
                form=form,
            )
            inquiries.insert(tx, inquiry, submission.id, official.id)
            note_act(tx, now, official, "inquiries.asked", submission.id)
            consultation = self._forms.current(submission.consultation).consultation
            instants = {"until": inquiry.until}
            write_to(tx, submission.respondent_id, "asked", consultation, at=now, instants=instants)
        return inquiry

    def of_contribution(self, official: Official, reference: str) -> tuple[Inquiry, ...]:
        """What was asked about it, the oldest first. Raises NotFoundError."""
        with self._archive.reading() as tx:
            return inquiries.of_submission(tx, _at_desk(tx, official, reference).id)

    def open_to(self, consultation_id: str, respondent: Respondent) -> Mapping[str, tuple[Inquiry, ...]]:
        """What can be answered now, by the references of what it is about."""
        with self._archive.reading() as tx:
            asked = inquiries.of_respondent(tx, consultation_id, respondent.id)
            gone = retractions.of_respondent(tx, consultation_id, respondent.id) if asked else {}
            now = self._clock.judge(tx.database_now())
            events = chronicle.of_subjects(tx, consultation_id, ROOM, [one.id for one in asked])
        answered = {one for one, its in events.items() if _is_answered(its)}
        waiting = [
            one for one in asked if one.until > now and one.reference not in gone and one.id not in answered
        ]
        references = dict.fromkeys(one.reference for one in waiting)
        return {of: tuple(one for one in waiting if one.reference == of) for of in references}

    def require_open(self, tx: Transaction, asked: Inquiry, respondent: Respondent) -> None:
        """Beside what else the transaction does. Raises NotFoundError for what cannot be answered now."""
        submission = submissions.by_reference(tx, asked.reference)
        now = self._clock.judge(tx.database_now())
        stands = submission is not None and retractions.of_submission(tx, submission.id) is None
        is_own = submission is not None and submission.respondent_id == respondent.id
        answered = _is_answered(chronicle.of_subject(tx, asked.consultation, ROOM, asked.id))
        if not (stands and is_own) or now >= asked.until or answered:
            raise NotFoundError("There is no such question.")

    def remind(self) -> None:
        """A chore of the worker: write again, once, to who has not answered two days before the term ends."""
        for consultation in self._forms.consultations:
            with self._archive.writing() as tx:
                now = self._clock.judge(tx.database_now())
                for one in inquiries.ending(tx, consultation.id, now, now + REMINDED_BEFORE):
                    if not chronicle.of_subject(tx, consultation.id, ROOM, one.id):
                        chronicle.append(tx, consultation.id, ROOM, one.id, "reminded", now)
                        until = {"until": one.until}
                        write_to(tx, one.respondent_id, "asked", consultation, at=now, instants=until)

    # --- how -------------------------------------------------------------------

    def _checked(self, official: Official, text: str, days: int, form: str) -> str:
        if form and form not in self._forms.current(official.consultation).consultation.desk.forms:
            raise RespondentError("There is no such form.", mend="Choose one of those offered.")
        return _checked(text, days, needed=not form)

    def _end_of_day(self, consultation_id: str, instant: datetime) -> datetime:
        zone = self._forms.current(consultation_id).consultation.window.zone
        day = instant.astimezone(zone).date() + timedelta(days=1)
        return datetime.combine(day, time(), zone).astimezone(UTC)


def _is_answered(events: Sequence[Event]) -> bool:
    return any(one.kind == "answered" for one in events)


def _checked(text: str, days: int, *, needed: bool) -> str:
    words = text.strip()
    if needed and not words:
        raise RespondentError("Nothing is asked.", mend="Write what you need from the respondent.")
    if len(words) > MOST_CHARACTERS:
        raise RespondentError(
            "That is too long.", mend="Write {most} characters at most.", params={"most": MOST_CHARACTERS}
        )
    if days not in TERMS:
        raise RespondentError("There is no such term.", mend="Choose one of those offered.")
    return words


def _standing(tx: Transaction, official: Official, reference: str) -> Submission:
    submission = _at_desk(tx, official, reference)
    if retractions.of_submission(tx, submission.id) is not None:
        raise NotFoundError("This contribution does not stand any more.")
    return submission


def _at_desk(tx: Transaction, official: Official, reference: str) -> Submission:
    submission = submissions.by_reference(tx, reference) if is_reference(reference) else None
    if submission is None or submission.consultation != official.consultation:
        raise NotFoundError("There is no such contribution.")
    return submission
