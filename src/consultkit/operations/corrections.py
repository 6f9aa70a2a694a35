"""After sending: a contribution is withdrawn, or replaced by a corrected one. Nothing is overwritten."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from consultkit.errors import NotFoundError, RespondentError
from consultkit.operations.clock import Clock
from consultkit.operations.file_copies import FileCopies, answers_naming
from consultkit.operations.forms import Forms
from consultkit.operations.judging import Moment
from consultkit.operations.protection import parted
from consultkit.operations.recipients import write_to
from consultkit.operations.references import is_reference
from consultkit.operations.studies import carried_marks
from consultkit.operations.tallying import marks_of, tallied
from consultkit.records import Answers, Case, Draft, Respondent, Retraction, Submission
from consultkit.schema import OpeningWindow
from consultkit.storage import (
    AlreadyRetractedError,
    Archive,
    Retracted,
    Transaction,
    cases,
    drafts,
    inquiries,
    new_id,
    provenance,
    retractions,
    submissions,
    windows,
)

SUBMIT_KEY_BYTES = 32

Change = Literal["correct", "withdraw"]


class Corrections:
    """What respondents do with what they sent. Whoever did not send it gets NotFoundError."""

    def __init__(self, archive: Archive, forms: Forms, clock: Clock, copies: FileCopies) -> None:
        self._archive = archive
        self._forms = forms
        self._clock = clock
        self._copies = copies

    def begin(self, reference: str, respondent: Respondent) -> Draft:
        """A draft with what was sent, to replace it once it is sent itself; the one begun already, if any.

        Raises NotFoundError, also where the file does not let contributions be corrected; WindowClosedError;
        or RespondentError when the contribution was withdrawn or corrected before.
        """
        with self._archive.reading() as tx:
            submission = self._changeable(tx, reference, respondent, "correct", timedelta(0))
            begun = drafts.correcting(tx, reference, respondent.id)
        return begun or self._begin(submission)

    def withdraw(self, reference: str, respondent: Respondent, *, waited: timedelta = timedelta(0)) -> None:
        """Let it count no more: it is not listed, counted, exported or handed over. A repeat changes nothing.

        `waited` tells how long ago the request arrived. Raises as `begin`.
        """
        with self._archive.reading() as tx:
            if _is_withdrawn(self._retraction(tx, reference, respondent)):
                return
            submission = self._changeable(tx, reference, respondent, "withdraw", waited)
        try:
            self._withdraw(submission)
        except AlreadyRetractedError:
            with self._archive.reading() as tx:
                if not _is_withdrawn(self._retraction(tx, reference, respondent)):
                    raise _retracted() from None

    def possible(self, reference: str, respondent: Respondent) -> frozenset[Change]:
        """What the respondent can do with it now: it stands, and the file and the window allow it."""
        with self._archive.reading() as tx:
            submission = _own(tx, reference, respondent)
            if retractions.of_submission(tx, submission.id) is not None:
                return frozenset()
            return self._possible(submission, self._moment(tx, submission), timedelta(0))

    def retraction(self, reference: str, respondent: Respondent) -> Retraction | None:
        """Why it does not count any more; None while it does."""
        with self._archive.reading() as tx:
            return self._retraction(tx, reference, respondent)

    def retractions(self, consultation_id: str, respondent: Respondent) -> Mapping[str, Retraction]:
        """By the references of the respondent's contributions that do not count any more."""
        with self._archive.reading() as tx:
            return retractions.of_respondent(tx, consultation_id, respondent.id)

    def handed_over(self, reference: str, respondent: Respondent) -> tuple[Case, ...]:
        """Its cases that somebody outside has by now, and those of what it replaced: none is taken back."""
        with self._archive.reading() as tx:
            versions = [submission.id for submission in _versions(tx, _own(tx, reference, respondent))]
            found = cases.of_submissions(tx, versions)
        return tuple(
            case for its_cases in found.values() for case in its_cases if case.acknowledged_at is not None
        )

    # --- how -------------------------------------------------------------------

    def _retraction(self, tx: Transaction, reference: str, respondent: Respondent) -> Retraction | None:
        return retractions.of_submission(tx, _own(tx, reference, respondent).id)

    def _changeable(
        self, tx: Transaction, reference: str, respondent: Respondent, change: Change, waited: timedelta
    ) -> Submission:
        submission = _own(tx, reference, respondent)
        if retractions.of_submission(tx, submission.id) is not None:
            raise _retracted()
        moment = self._moment(tx, submission)
        if change not in self._possible(submission, moment, waited):
            if change not in self._allowed(submission):
                raise _no_contribution()
            replace(moment, asked_until=None).verdict(waited)
        return submission

    def _possible(self, submission: Submission, moment: Moment, waited: timedelta) -> frozenset[Change]:
        possible = self._allowed(submission) if moment.is_open(waited) else frozenset()
        # Who asks for a correction takes it, whatever the file says of those that nobody asks for.
        return possible | {"correct"} if moment.is_asked(waited) else possible

    def _allowed(self, submission: Submission) -> frozenset[Change]:
        return frozenset(self._forms.current(submission.consultation).consultation.respondent.after_sending)

    def _moment(self, tx: Transaction, submission: Submission) -> Moment:
        rule = self._forms.current(submission.consultation).consultation.window
        standing = windows.standing(tx, submission.consultation)
        now = self._clock.judge(standing.database_now)
        return Moment(OpeningWindow(rule, standing.events), now, inquiries.until(tx, submission.reference))

    def _begin(self, submission: Submission) -> Draft:
        draft_id, now = new_id(), self._clock.now()
        try:
            with self._copies.of(submission, draft_id) as copies:
                draft = _correcting(submission, draft_id, answers_naming(submission.answers, copies), now)
                with self._archive.writing() as tx:
                    form = self._forms.by_digest(draft.form_digest)
                    drafts.insert_correction(tx, draft, parted(form, draft.answers))
                    provenance.note(tx, draft.id, provenance.of_contribution(tx, submission.id))
                    self._copies.register(tx, copies)
        except drafts.AlreadyBegunError:
            return self._begun_meanwhile(submission)
        return draft

    def _begun_meanwhile(self, submission: Submission) -> Draft:
        with self._archive.reading() as tx:
            begun = drafts.correcting(tx, submission.reference, submission.respondent_id)
        if begun is None:
            raise _retracted()
        return begun

    def _withdraw(self, submission: Submission) -> None:
        with self._archive.writing() as tx:
            now = self._clock.judge(tx.database_now())
            retractions.retract(tx, retracted(self._forms, submission), now)
            submissions.let_another(tx, submission.consultation, submission.respondent_id)
            begun = drafts.correcting(tx, submission.reference, submission.respondent_id)
            if begun is not None:
                drafts.delete(tx, begun.id, begun.respondent_id)
            consultation = self._forms.current(submission.consultation).consultation
            write_to(tx, submission.respondent_id, "withdrawn", consultation, at=now)


def retracted(forms: Forms, submission: Submission) -> Retracted:
    """A submission with all by which it counts."""
    form = forms.by_digest(submission.form_digest)
    return Retracted(submission, marks_of(form, submission.answers), tallied(form, submission.answers))


def as_asked(archive: Archive, moment: Moment, draft: Draft) -> Moment:
    """The moment for a draft, which may be the answer to what an official asks."""
    if not draft.corrects:
        return moment
    with archive.reading() as tx:
        return replace(moment, asked_until=inquiries.until(tx, draft.corrects))


def replaced_by(archive: Archive, forms: Forms, draft: Draft) -> Retracted | None:
    """What a draft replaces, if it is a correction. Raises RespondentError when that stands no more."""
    if not draft.corrects:
        return None
    with archive.reading() as tx:
        submission = submissions.by_reference(tx, draft.corrects)
        if submissions.by_id(tx, draft.id) is not None:
            # Sent meanwhile, by this very draft: nothing is taken from it any more, and its receipt is found.
            return None
        if submission is None or retractions.of_submission(tx, submission.id) is not None:
            raise _retracted()
        carried = carried_marks(tx, forms, submission)
    return replace(retracted(forms, submission), carried=carried)


def _correcting(submission: Submission, draft_id: UUID, answers: Answers, now: datetime) -> Draft:
    return Draft(
        id=draft_id,
        consultation=submission.consultation,
        respondent_id=submission.respondent_id,
        form_digest=submission.form_digest,
        answers=answers,
        version=1,
        submit_key=secrets.token_urlsafe(SUBMIT_KEY_BYTES),
        created_at=now,
        updated_at=now,
        corrects=submission.reference,
    )


def _own(tx: Transaction, reference: str, respondent: Respondent) -> Submission:
    submission = submissions.by_reference(tx, reference) if is_reference(reference) else None
    if submission is None or submission.respondent_id != respondent.id:
        raise _no_contribution()
    return submission


def _versions(tx: Transaction, submission: Submission | None) -> Iterator[Submission]:
    """It, and what it replaced, back to the first."""
    while submission is not None:
        yield submission
        submission = submissions.by_reference(tx, submission.replaces) if submission.replaces else None


def _is_withdrawn(retraction: Retraction | None) -> bool:
    return retraction is not None and retraction.is_withdrawal


def _no_contribution() -> NotFoundError:
    return NotFoundError("There is no such contribution.")


def _retracted() -> RespondentError:
    return RespondentError(
        "This contribution was corrected or withdrawn before.",
        mend="Go back to the start page: it shows what you sent, and what counts.",
        code="retracted",
    )
