"""From the first answer to the receipt: the only code that changes drafts and makes submissions."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from consultkit.errors import (
    AlreadySubmittedError,
    NotFoundError,
    WindowClosedError,
)
from consultkit.operations.clock import Clock
from consultkit.operations.corrections import as_asked, replaced_by
from consultkit.operations.forms import Forms
from consultkit.operations.intake_refusals import conflict, no_contribution, no_draft, too_many_drafts
from consultkit.operations.judging import Moment, Sending, acceptance_of
from consultkit.operations.prefill import Prefill
from consultkit.operations.protection import parted
from consultkit.operations.references import is_reference
from consultkit.operations.tallying import NOBODY_IN_PARTICULAR, Sender
from consultkit.records import Answers, Draft, Provenance, Receipt, Respondent, Submission, WindowState
from consultkit.schema import OpeningWindow, WindowVerdict
from consultkit.storage import (
    Acceptance,
    Acceptor,
    AlreadyThereError,
    Archive,
    PartedAnswers,
    Standing,
    Transaction,
    drafts,
    new_id,
    provenance,
    submissions,
    windows,
)

TRIES = 10
SUBMIT_KEY_BYTES = 32
MOST_DRAFTS = 10
NOTHING_TOLD: Mapping[str, Provenance] = {}


class Intake:
    """What respondents do. Whoever is not the owner of a draft or a receipt gets NotFoundError."""

    def __init__(self, archive: Archive, forms: Forms, clock: Clock) -> None:
        self._archive = archive
        self._forms = forms
        self._clock = clock
        self._acceptor = Acceptor(archive)
        self._prefill = Prefill(archive, clock)

    # --- drafts ----------------------------------------------------------------

    def begin(self, consultation_id: str, respondent: Respondent, way: str = "") -> Draft:
        """The draft saved last, or a new one, which begins with what the provider of that way told.

        Raises NotFoundError, WindowClosedError, or AlreadySubmittedError where one contribution is taken from
        each and it is sent.
        """
        with self._archive.reading() as tx:
            self._refuse_second(tx, consultation_id, respondent)
            moment = self._moment(consultation_id, windows.standing(tx, consultation_id))
            verdict = moment.verdict()
            kept = _new_ones(drafts.of_respondent(tx, consultation_id, respondent.id))
        return kept[0] if kept else self._begin_new(consultation_id, respondent, way, moment, verdict)

    def begin_another(self, consultation_id: str, respondent: Respondent, way: str = "") -> Draft:
        """A new draft beside those that there are.

        Raises as `begin`, and RespondentError when there are ten, or one where one contribution is taken.
        """
        rule = self._forms.current(consultation_id).consultation.respondent
        with self._archive.reading() as tx:
            moment = self._moment(consultation_id, windows.standing(tx, consultation_id))
            verdict = moment.verdict()
            kept = _new_ones(drafts.of_respondent(tx, consultation_id, respondent.id))
        most = MOST_DRAFTS if rule.contributions == "many" else 1
        if len(kept) >= most:
            raise too_many_drafts()
        return self._begin_new(consultation_id, respondent, way, moment, verdict)

    def drafts(self, consultation_id: str, respondent: Respondent) -> tuple[Draft, ...]:
        """The one saved last comes first; corrections of what was sent are among them."""
        with self._archive.reading() as tx:
            return drafts.of_respondent(tx, consultation_id, respondent.id)

    def draft(self, draft_id: UUID, respondent: Respondent) -> Draft:
        """Raises NotFoundError."""
        with self._archive.reading() as tx:
            draft = drafts.find(tx, draft_id, respondent.id)
        if draft is None:
            raise no_draft()
        return draft

    def refuse_late(self, draft: Draft) -> None:
        """Raises WindowClosedError when nothing could be saved in this draft now."""
        with self._archive.reading() as tx:
            standing = windows.standing(tx, draft.consultation)
        self._moment_of(draft, standing).verdict()

    def save(
        self,
        draft: Draft,
        answers: Answers,
        *,
        told: Mapping[str, Provenance] = NOTHING_TOLD,
        page: str | None = None,
    ) -> Draft:
        """Keep these answers as the next version. `told` notes which of them a register gave, by question;
        `page` is the one that they were given on.

        Raises DraftConflictError when another version was saved since this one was read, WindowClosedError,
        or NotFoundError when the draft is gone. In each case what is kept stays as it is.
        """
        answers_in_parts = parted(self._forms.by_digest(draft.form_digest), answers)
        for _ in range(TRIES):
            saved = self._try_to_save(draft, answers, answers_in_parts, told, page)
            if saved is not None:
                return saved
        raise conflict()

    def discard(self, draft_id: UUID, respondent: Respondent) -> None:
        """Raises NotFoundError."""
        with self._archive.writing() as tx:
            gone = drafts.delete(tx, draft_id, respondent.id)
        if not gone:
            raise no_draft()

    # --- submissions -----------------------------------------------------------

    def submit(
        self,
        draft_id: UUID,
        respondent: Respondent,
        *,
        submit_key: str,
        answers_sha256: str,
        waited: timedelta = timedelta(0),
        by: Sender = NOBODY_IN_PARTICULAR,
    ) -> Receipt:
        """Take the draft, once and for all. When this returns, the submission is on disk.

        `answers_sha256` is the digest of the answers that the respondent checked; `waited` tells how long ago
        the request arrived, so that who was in time is not made late by our own slowness; `by` is counted and
        kept with nothing else. A repeat gives the same receipt. Raises NotFoundError, WindowClosedError (the
        draft is kept), ContentChangedError, AnswersError, or AlreadySubmittedError.
        """
        sending = Sending(submit_key, answers_sha256, waited, by)
        for _ in range(TRIES):
            receipt = self._try_to_submit(draft_id, respondent, sending)
            if receipt is not None:
                return receipt
        raise conflict()

    def receipt(self, reference: str, respondent: Respondent) -> Receipt:
        """Raises NotFoundError."""
        with self._archive.reading() as tx:
            receipt = submissions.receipt(tx, reference, respondent.id) if is_reference(reference) else None
        if receipt is None:
            raise no_contribution()
        return receipt

    def receipts(self, consultation_id: str, respondent: Respondent) -> tuple[Receipt, ...]:
        """The newest first."""
        with self._archive.reading() as tx:
            return submissions.receipts_of(tx, consultation_id, respondent.id)

    def submission(self, reference: str, respondent: Respondent) -> Submission:
        """The respondent's own contribution, as it was sent. Raises NotFoundError."""
        with self._archive.reading() as tx:
            submission = submissions.by_reference(tx, reference) if is_reference(reference) else None
        if submission is None or submission.respondent_id != respondent.id:
            raise no_contribution()
        return submission

    # --- how -------------------------------------------------------------------

    def _moment(self, consultation_id: str, standing: Standing) -> Moment:
        # The rule of today's file, not of the form that the draft answers: the closing may have been put off.
        rule = self._forms.current(consultation_id).consultation.window
        return Moment(OpeningWindow(rule, standing.events), self._clock.judge(standing.database_now))

    def _moment_of(self, draft: Draft, standing: Standing) -> Moment:
        return as_asked(self._archive, self._moment(draft.consultation, standing), draft)

    def _begin_new(
        self, consultation_id: str, respondent: Respondent, way: str, moment: Moment, verdict: WindowVerdict
    ) -> Draft:
        if verdict.state is not WindowState.OPEN and moment.window.rule.late.limit is not None:
            # The grace is for what is on its way at the closing, not for what begins after it.
            raise WindowClosedError("The consultation is closed.", at=moment.decided_at)
        form = self._forms.current(consultation_id)
        draft = self._new_draft(consultation_id, respondent, form.digest)
        answers = self._prefill.answers(form, respondent, way)
        return self.save(draft, answers) if answers else draft

    def _new_draft(self, consultation_id: str, respondent: Respondent, form_digest: str) -> Draft:
        now = self._clock.now()
        draft = Draft(
            id=new_id(),
            consultation=consultation_id,
            respondent_id=respondent.id,
            form_digest=form_digest,
            answers={},
            version=1,
            submit_key=secrets.token_urlsafe(SUBMIT_KEY_BYTES),
            created_at=now,
            updated_at=now,
        )
        with self._archive.writing() as tx:
            drafts.insert(tx, draft, PartedAnswers({}))
        return draft

    def _try_to_save(
        self,
        draft: Draft,
        answers: Answers,
        in_parts: PartedAnswers,
        told: Mapping[str, Provenance],
        page: str | None,
    ) -> Draft | None:
        """None when something changed meanwhile: look again."""
        with self._archive.reading() as tx:
            look = drafts.look(tx, draft.id, draft.respondent_id)
        if look is None:
            raise no_draft()
        if look.draft.version != draft.version:
            raise conflict()
        self._moment_of(look.draft, look.standing).verdict()
        now = self._clock.now()
        with self._archive.writing_at_once() as tx:
            saved = drafts.update(tx, look, in_parts, at=now, page=page)
            if saved:
                provenance.forget(tx, draft.id, self._no_longer_told(look.draft, answers) | set(told))
                provenance.note(tx, draft.id, told)
        kept = replace(look.draft, answers=answers, version=draft.version + 1, updated_at=now)
        return kept if saved else None

    def _no_longer_told(self, kept: Draft, answers: Answers) -> set[str]:
        """Of the questions that plugins may fill in, those that are answered otherwise now."""
        fillable = self._forms.current(kept.consultation).consultation.told_by_plugins
        return {one for one in fillable if kept.answers.get(one) != answers.get(one)}

    def _try_to_submit(self, draft_id: UUID, respondent: Respondent, sending: Sending) -> Receipt | None:
        """None when something changed meanwhile: look again."""
        with self._archive.reading() as tx:
            look = drafts.look(tx, draft_id, respondent.id)
            if look is None:
                return self._earlier(tx, draft_id, respondent, sending)
        draft, form = look.draft, self._forms.by_digest(look.draft.form_digest)
        consultation = self._forms.current(draft.consultation).consultation
        moment = self._moment_of(draft, look.standing)
        replaced = replaced_by(self._archive, self._forms, draft)
        acceptance = acceptance_of(draft, form, consultation, moment, sending, replaced)
        try:
            return acceptance.receipt if self._acceptor.accept(acceptance) else None
        except AlreadyThereError:
            return self._excluding(acceptance, respondent, sending)

    def _earlier(self, tx: Transaction, draft_id: UUID, respondent: Respondent, sending: Sending) -> Receipt:
        """The receipt that was given already. Raises NotFoundError when there is none."""
        key = sending.submit_key
        receipt = submissions.earlier_receipt(tx, respondent.id, draft_id=draft_id, submit_key=key)
        if receipt is None:
            raise no_draft()
        sending.must_match(receipt.answers_sha256)
        return receipt

    def _excluding(self, acceptance: Acceptance, respondent: Respondent, sending: Sending) -> Receipt | None:
        """What excluded a submission: an earlier one. None when its reference was taken by chance."""
        submission = acceptance.submission
        with self._archive.reading() as tx:
            self._refuse_second(tx, submission.consultation, respondent)
            try:
                return self._earlier(tx, submission.id, respondent, sending)
            except NotFoundError:
                return None

    def _refuse_second(self, tx: Transaction, consultation_id: str, respondent: Respondent) -> None:
        if self._forms.current(consultation_id).consultation.respondent.contributions == "many":
            return
        reference = submissions.only_reference(tx, consultation_id, respondent.id)
        if reference is not None:
            raise AlreadySubmittedError(reference)


def _new_ones(kept: tuple[Draft, ...]) -> tuple[Draft, ...]:
    """Without the corrections of what was sent: these are begun from there."""
    return tuple(draft for draft in kept if not draft.corrects)
