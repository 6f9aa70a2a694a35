"""All that is kept of one person, for that person (GDPR, art. 15 and 20): JSON, and files as they came."""

from __future__ import annotations

from collections.abc import Iterator

from consultkit.errors import NotFoundError
from consultkit.form import Form
from consultkit.operations.asked_forms import AskedForms
from consultkit.operations.attachments import Attachments
from consultkit.operations.clock import Clock
from consultkit.operations.forms import Forms
from consultkit.operations.note_files import NoteFiles
from consultkit.operations.own_data_words import (
    Said,
    account_told,
    case_told,
    files_listed,
    instant_told,
    json_file,
    letter_told,
    name_in_archive,
    sent_told,
)
from consultkit.operations.study import StudyDesk
from consultkit.records import Account, Attachment, Draft, Session, Submission
from consultkit.records import Respondent as Person
from consultkit.results.exports.zipped import ExportFile, zipped
from consultkit.storage import (
    Archive,
    attachments,
    cases,
    identities,
    inquiries,
    of_person,
    persons,
    sessions,
    submissions,
)

FORMAT = "consultkit-own-data-1"
"""Of the JSON files; docs/own-data.md says what each key is."""


class OwnData:
    """One archive for one person, written as it is fetched.

    A contribution is in it where the way by which the person has signed in is one that its consultation
    lists, as on every other page; `person.json` counts what another way would show.
    """

    def __init__(
        self,
        archive: Archive,
        forms: Forms,
        clock: Clock,
        kept: Attachments,
        study: StudyDesk,
        notes: NoteFiles,
        asked: AskedForms,
    ) -> None:
        self._archive = archive
        self._forms = forms
        self._clock = clock
        self._kept = kept
        self._study = study
        self._notes = notes
        self._asked = asked

    def packed(self, person: Person, account: Account | None, session: Session) -> Iterator[bytes]:
        """A ZIP file, piece by piece."""
        return zipped(self._files(person, account, session), self._clock.now())

    def _files(self, person: Person, account: Account | None, session: Session) -> Iterator[ExportFile]:
        with self._archive.reading() as tx:
            sent, begun = of_person.submitted(tx, person.id), of_person.begun(tx, person.id)
            read = [found for one in sent if (found := submissions.by_id(tx, one)) is not None]
        shown = [one for one in read if self._opens(one, session)]
        drafts = [one for one in begun if self._opens(one, session)]
        elsewhere = len(sent) + len(begun) - len(shown) - len(drafts)
        yield json_file("person.json", self._person(person, account, session, elsewhere))
        for draft in drafts:
            yield from self._draft(draft)
        for submission in shown:
            yield from self._contribution(submission, person)

    # --- the person ----------------------------------------------------------------

    def _person(self, person: Person, account: Account | None, session: Session, elsewhere: int) -> Said:
        with self._archive.reading() as tx:
            ways = identities.ways_in(tx, person.id)
            told = {way.way: dict(identities.claims_of(tx, person.id, way.way)) for way in ways}
            addresses = {account.email} if account else set[str]()
            addresses |= {str(claims["email"]) for claims in told.values() if claims.get("email")}
            visits = sessions.of_respondent(tx, person.id, session.id, self._clock.now())
            return {
                "format": FORMAT,
                "made_at": instant_told(self._clock.now()),
                "person": str(person.id),
                "known_since": instant_told(of_person.known_since(tx, person.id)),
                "language": persons.language_of(tx, person.id),
                "account": account_told(tx, account) if account else None,
                "ways_to_sign_in": [
                    {
                        "way": way.way,
                        "since": instant_told(way.since),
                        "used_at": instant_told(way.used_at),
                        "told_by_the_provider": told[way.way],
                    }
                    for way in ways
                ],
                "visits": [
                    {
                        "began_at": instant_told(one.began_at),
                        "seen_at": instant_told(one.seen_at),
                        "way": one.way,
                        "device": one.device,
                    }
                    for one in visits
                ],
                "letters": [letter_told(one) for one in of_person.letters_to(tx, addresses)],
                "needs_another_way_to_sign_in": elsewhere,
            }

    def _opens(self, one: Draft | Submission, session: Session) -> bool:
        return session.way in self._form_now(one).consultation.respondent.ways

    def _form_now(self, one: Draft | Submission) -> Form:
        """The form that is served, or that was answered where none is any more."""
        try:
            return self._forms.current(one.consultation)
        except NotFoundError:
            return self._forms.by_digest(one.form_digest)

    # --- what they began and sent ----------------------------------------------------

    def _draft(self, draft: Draft) -> Iterator[ExportFile]:
        folder = f"drafts/{draft.id}"
        with self._archive.reading() as tx:
            files = attachments.of_draft(tx, draft.id)
        yield json_file(
            f"{folder}/draft.json",
            {
                "format": FORMAT,
                **self._what(draft),
                "began_at": instant_told(draft.created_at),
                "saved_at": instant_told(draft.updated_at),
                "corrects": draft.corrects or None,
                "files": files_listed(files),
            },
        )
        yield from self._contents(folder, files)

    def _contribution(self, submission: Submission, person: Person) -> Iterator[ExportFile]:
        folder = f"contributions/{submission.reference}"
        notes = self._study.told(submission.reference, person)
        told = self._notes.told(submission.reference, person)
        with self._archive.reading() as tx:
            files = attachments.of_draft(tx, submission.id)
            said: Said = {
                "format": FORMAT,
                **self._what(submission),
                **sent_told(tx, submission),
                "files": files_listed(files),
                "referrals": [
                    case_told(one) for one in cases.of_submissions(tx, [submission.id]).get(submission.id, ())
                ],
                "questions_of_the_department": [
                    {
                        "text": one.text,
                        "form": one.form or None,
                        "asked_at": instant_told(one.asked_at),
                        "until": instant_told(one.until),
                    }
                    for one in inquiries.of_submission(tx, submission.id)
                ],
            }
        said["answers_to_its_forms"] = [
            {"form": one.form, "answers": dict(one.answers), "at": instant_told(one.at)}
            for one in self._asked.of_sender(submission.consultation, submission.reference, person)
        ]
        said["notes_for_you"] = [{"text": one.text, "at": instant_told(one.at)} for one in notes]
        yield json_file(f"{folder}/contribution.json", said)
        yield from self._contents(
            folder, (*files, *(one for one in told.values() if self._notes.readable(one)))
        )

    def _what(self, one: Draft | Submission) -> Said:
        form = self._forms.by_digest(one.form_digest)
        title = form.consultation.title
        return {
            "id": str(one.id),
            "consultation": one.consultation,
            "title": {code: title.in_language(code) for code in form.consultation.languages},
            "form_digest": one.form_digest,
            "answers": dict(one.answers),
        }

    def _contents(self, folder: str, files: tuple[Attachment, ...]) -> Iterator[ExportFile]:
        for one in files:
            try:
                yield ExportFile(f"{folder}/files/{name_in_archive(one)}", self._kept.content(one))
            except NotFoundError:
                # Deleted since it was listed, by its owner in another window.
                continue
