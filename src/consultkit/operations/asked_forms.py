"""Questions back as a small form: one of the file's, answered once by who sent the contribution.

The answers are events of the question, sealed under its key. Whoever asks again, asks anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from uuid import UUID

from consultkit.errors import NotFoundError
from consultkit.form import PageReading, Posted, Sheet, sheet_of
from consultkit.operations.clock import Clock
from consultkit.operations.forms import Forms
from consultkit.operations.inquiries import ROOM, Inquiries
from consultkit.operations.rooms import Entry, Room, told_when_outrun
from consultkit.records import AskedAnswers, Event, Inquiry, Json, Official, Respondent
from consultkit.storage import Archive, Transaction, chronicle, inquiries, retractions, submissions

Given = Mapping[UUID, AskedAnswers]
"""What was answered, by the id of the question."""


class AskedForms:
    """All raise NotFoundError for what is not there for who asks."""

    def __init__(self, archive: Archive, forms: Forms, clock: Clock, asked: Inquiries) -> None:
        self._archive = archive
        self._forms = forms
        self._asked = asked
        self._room = Room(archive, clock, ROOM)

    def sheet(self, consultation: str, form: str) -> Sheet | None:
        """The form as the file has it today; None where it has it no more."""
        rule = self._forms.current(consultation).consultation.desk.forms.get(form)
        return None if rule is None else sheet_of(form, rule.title, rule.questions)

    def waiting(self, consultation: str, reference: str, respondent: Respondent, asked_id: UUID) -> Inquiry:
        """One that this respondent can answer now."""
        waiting = self._asked.open_to(consultation, respondent).get(reference, ())
        found = next((one for one in waiting if one.id == asked_id), None)
        if found is None or self.sheet(consultation, found.form) is None:
            raise NotFoundError("There is no such question.")
        return found

    def was_asked(self, consultation: str, reference: str, respondent: Respondent, asked_id: UUID) -> bool:
        """Whether it was ever put to this respondent."""
        with self._archive.reading() as tx:
            asked = inquiries.of_respondent(tx, consultation, respondent.id)
        return any((one.id, one.reference) == (asked_id, reference) for one in asked)

    def answer(self, asked: Inquiry, respondent: Respondent, posted: Posted, today: date) -> PageReading:
        """Keep the answers once nothing is missing in them: look at `faults`.

        Raises RespondentError when they were given meanwhile.
        """
        sheet = self.sheet(asked.consultation, asked.form)
        if sheet is None:
            raise NotFoundError("There is no such question.")
        reading = sheet.read(posted, today)
        if reading.is_complete:
            answers = dict(sheet.journey(reading.answers, today).answers)
            self._keep(asked, respondent, answers)
        return reading

    def of_contribution(self, official: Official, reference: str) -> Given:
        """What was answered about it; nothing of what was withdrawn."""
        asked = self._asked.of_contribution(official, reference)
        with self._archive.reading() as tx:
            submission = submissions.by_reference(tx, reference)
            if submission is None or is_withdrawn(tx, submission.id):
                return {}
            return given_in(tx, official.consultation, [one.id for one in asked])

    def of_sender(
        self, consultation: str, reference: str, respondent: Respondent
    ) -> tuple[AskedAnswers, ...]:
        """What this respondent answered about it, the oldest first."""
        with self._archive.reading() as tx:
            asked = inquiries.of_respondent(tx, consultation, respondent.id)
            its = [one.id for one in asked if one.reference == reference]
            return tuple(given_in(tx, consultation, its).values())

    def _keep(self, asked: Inquiry, respondent: Respondent, answers: Mapping[str, Json]) -> None:
        content: dict[str, Json] = {"form": asked.form, "answers": dict(answers)}
        with self._archive.writing() as tx, told_when_outrun():
            events = chronicle.of_subject(tx, asked.consultation, ROOM, asked.id)
            self._asked.require_open(tx, asked, respondent)
            entry = Entry(asked.id, "answered", content, after=len(events))
            self._room.write_in(tx, asked.consultation, entry)


def given_in(tx: Transaction, consultation: str, asked: Iterable[UUID]) -> Given:
    """In the order in which the questions are named."""
    ids = list(asked)
    events = chronicle.of_subjects(tx, consultation, ROOM, ids) if ids else {}
    folded = {one: answers_of(events.get(one, ())) for one in ids}
    return {one: answers for one, answers in folded.items() if answers is not None}


def given_about(tx: Transaction, consultation: str) -> Mapping[UUID, Mapping[str, AskedAnswers]]:
    """The last answers to each form, by the newest version of the contribution that was asked about."""
    events = chronicle.of_room(tx, consultation, ROOM, kind="answered")
    found: dict[UUID, dict[str, AskedAnswers]] = {}
    for submission_id, asked_id in inquiries.about(tx, consultation):
        answers = answers_of(events.get(asked_id, ()))
        if answers is not None:
            found.setdefault(retractions.newest_of(tx, submission_id), {})[answers.form] = answers
    return found


def answers_of(events: Iterable[Event]) -> AskedAnswers | None:
    """What the events of a question come to. Pure."""
    for event in events:
        answers = event.content.get("answers")
        if event.kind == "answered" and isinstance(answers, dict):
            return AskedAnswers(str(event.content.get("form", "")), answers, event.at)
    return None


def is_withdrawn(tx: Transaction, submission_id: UUID) -> bool:
    """Whether it was withdrawn, in whatever version."""
    retraction = retractions.of_submission(tx, retractions.newest_of(tx, submission_id))
    return retraction is not None and retraction.is_withdrawal
