"""Whether a draft may be sent, at which instant, and what it becomes. Nothing is written here."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from consultkit.errors import AnswerFault, AnswersError, ContentChangedError, WindowClosedError
from consultkit.form import Form
from consultkit.operations.protection import parted
from consultkit.operations.references import new_reference
from consultkit.operations.sealing import digest_of_checked, sealed
from consultkit.operations.tallying import NOBODY_IN_PARTICULAR, Sender, marks_of, sending_marks, tallied
from consultkit.records import Answers, Draft, Receipt, Submission, WindowState
from consultkit.schema import Consultation, OpeningWindow, WindowVerdict
from consultkit.storage import Acceptance, Retracted

_CLOSED = {
    WindowState.UPCOMING: "The consultation is not open yet.",
    WindowState.SUSPENDED: "The consultation is suspended for now.",
    WindowState.CLOSED: "The consultation is closed.",
}


_KEY = re.compile(r"[A-Za-z0-9_-]{16,64}")


@dataclass(frozen=True, slots=True)
class Sending:
    """A respondent's wish to send a draft."""

    submit_key: str
    answers_sha256: str
    """SHA-256 of the answers that the respondent checked."""
    waited: timedelta
    """How long ago the request arrived, by a clock that only counts."""
    by: Sender = NOBODY_IN_PARTICULAR

    def __post_init__(self) -> None:
        if not _KEY.fullmatch(self.submit_key):
            raise _changed()

    def must_match(self, answers_sha256: str) -> None:
        if answers_sha256 != self.answers_sha256:
            raise _changed()


@dataclass(frozen=True, slots=True)
class Moment:
    """A window at the instant by which it is judged."""

    window: OpeningWindow
    decided_at: datetime
    asked_until: datetime | None = None
    """Until when a correction is taken besides, because an official asks for one."""

    def verdict(self, waited: timedelta = timedelta(0)) -> WindowVerdict:
        """Raises WindowClosedError when nothing is taken that arrived `waited` ago."""
        received_at = self.received_at(waited)
        verdict = self.window.judge(received_at)
        if verdict.accepted:
            return verdict
        if self.is_asked(waited):
            return WindowVerdict(accepted=True, late_by_ms=0, state=verdict.state)
        raise WindowClosedError(_CLOSED[verdict.state], at=received_at)

    def is_open(self, waited: timedelta = timedelta(0)) -> bool:
        """Whether the window itself takes what arrived `waited` ago."""
        return self.window.judge(self.received_at(waited)).accepted

    def is_asked(self, waited: timedelta = timedelta(0)) -> bool:
        """Whether an official asked for what arrived `waited` ago."""
        return self.asked_until is not None and self.received_at(waited) < self.asked_until

    def received_at(self, waited: timedelta) -> datetime:
        """The instant of arrival: never later than now, whatever the caller says."""
        return self.decided_at - max(waited, timedelta(0))


def acceptance_of(
    draft: Draft,
    form: Form,
    consultation: Consultation,
    moment: Moment,
    sending: Sending,
    replaced: Retracted | None = None,
) -> Acceptance:
    """What to write. The form is the one that the draft answers, the consultation is as its file is today,
    `replaced` what the draft corrects.

    Raises WindowClosedError, ContentChangedError or AnswersError.
    """
    verdict = moment.verdict(sending.waited)
    received_at = moment.received_at(sending.waited)
    zone = moment.window.rule.zone
    answers = _checked(draft, form, received_at.astimezone(zone).date(), sending)
    reference = new_reference()
    kept = sealed(form, consultation, draft, reference, answers)
    submission = Submission(
        id=draft.id,
        consultation=draft.consultation,
        form_digest=draft.form_digest,
        reference=reference,
        respondent_id=draft.respondent_id,
        answers=kept.answers,
        received_at=received_at,
        decided_at=moment.decided_at,
        late_by_ms=verdict.late_by_ms,
        sealed=kept.part,
    )
    return Acceptance(
        submission=submission,
        receipt=_receipt(submission, sending),
        draft=draft,
        events=len(moment.window.events),
        submit_key=sending.submit_key,
        answers=parted(form, kept.answers, kept.part),
        marks=marks_of(form, kept.answers),
        tallied=tallied(form, kept.answers)
        + sending_marks(zone, received_at, received_at - draft.created_at, sending.by),
        plugins=tuple(consultation.plugins),
        # The first of those that replace one another keeps the place of the only one.
        only_one=consultation.respondent.contributions == "one" and replaced is None,
        replaces=replaced,
    )


def _checked(draft: Draft, form: Form, today: date, sending: Sending) -> Answers:
    journey = form.journey(draft.answers, today=today)
    sending.must_match(digest_of_checked(form, draft, journey.answers))
    if journey.faults:
        raise AnswersError(journey.faults)
    refusing = form.refusing(journey)
    if refusing:
        look_again = AnswerFault("not_taken", "Look at this answer again.")
        raise AnswersError({source: look_again for rule in refusing for source in rule.condition.sources})
    return journey.answers


def _receipt(submission: Submission, sending: Sending) -> Receipt:
    return Receipt(
        reference=submission.reference,
        consultation=submission.consultation,
        form_digest=submission.form_digest,
        received_at=submission.received_at,
        answers_sha256=sending.answers_sha256,
        late_by_ms=submission.late_by_ms,
    )


def _changed() -> ContentChangedError:
    return ContentChangedError("Your answers have changed since you checked them.")
