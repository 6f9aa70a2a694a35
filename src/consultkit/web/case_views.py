"""What became of a case, in words: for the desk, for its receiver, and for the respondent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask import request

from consultkit.errors import RespondentError
from consultkit.records import Case, CaseStep, Event, ReferralState
from consultkit.web.language import gettext


@dataclass(frozen=True, slots=True)
class StepView:
    """Something that happened. `at` is UTC."""

    label: str
    at: datetime
    by: str
    """Whose doing it was; empty where it was nobody's, or nobody is to be named."""
    words: str
    """The reason, or the outcome."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What the form of a case brought."""

    words: str
    after: int | None
    """The number of the last event that was on the page; None when the form does not say it."""

    @property
    def step(self) -> CaseStep:
        """Raises RespondentError for a button that is none of ours."""
        pressed = request.form.get("step", "")
        if pressed not in set(CaseStep):
            raise RespondentError("Nothing is decided.", mend="Press one of the buttons.")
        return CaseStep(pressed)


def posted_decision() -> Decision:
    after = request.form.get("after", "")
    is_number = after.isascii() and after.isdigit() and len(after) < 9
    return Decision(request.form.get("words", ""), int(after) if is_number else None)


def to_ask_for(cases: Sequence[Case], destination: str) -> str:
    """What a referral lacks, as words to its respondent; nothing where it lacks nothing."""
    lacks = [
        item for case in cases if case.referral.destination == destination for item in case.referral.missing
    ]
    if not lacks:
        return ""
    asked = gettext(
        "To hand your case over as you wish, we still need the following. Please complete your answers:"
    )
    return "\n".join([asked, *(f"- {item}" for item in lacks)])


def course_of(case: Case, authors: Mapping[UUID, str] | None = None) -> list[StepView]:
    """In the order in which it happened; without `authors`, nobody is named."""
    return [_view(event, authors or {}) for event in case.events]


def plainly(case: Case) -> str:
    """Where a referral stands, to its respondent."""
    return _plain_words()[case.state]


def words_of(event: Event) -> str:
    """The reason or the outcome that was written down with it."""
    return "".join(_texts(event))


def _view(event: Event, authors: Mapping[UUID, str]) -> StepView:
    by = authors.get(event.by, "") if event.by else ""
    return StepView(_labels().get(event.kind, event.kind), event.at, by, words_of(event))


def _texts(event: Event) -> Iterator[str]:
    return (str(event.content[name]) for name in ("reason", "outcome") if name in event.content)


def _labels() -> Mapping[str, str]:
    return {
        CaseStep.DEPOSITED: gettext("Laid on the receiver's own desk"),
        CaseStep.OPENED: gettext("Opened by the receiver"),
        CaseStep.ACCEPTED: gettext("Accepted"),
        CaseStep.DECLINED: gettext("Declined"),
        CaseStep.CLOSED: gettext("Closed"),
        CaseStep.TOLD: gettext("The receiver was told of it"),
        CaseStep.WITHDRAWN: gettext("The respondent agrees to it no more"),
    }


def _plain_words() -> Mapping[ReferralState, str]:
    on_its_way = gettext("It is being handed over.")
    return {
        ReferralState.INCOMPLETE: gettext(
            "Something is missing before it can be handed over. You are told here if it is asked of you."
        ),
        ReferralState.INELIGIBLE: gettext("It cannot be handed over:"),
        ReferralState.WAITING: on_its_way,
        ReferralState.STUCK: on_its_way,
        ReferralState.REFUSED: on_its_way,
        ReferralState.DEPOSITED: gettext("It is ready for its receiver, who has not opened it yet."),
        ReferralState.ACKNOWLEDGED: gettext("Its receiver has it."),
        ReferralState.ACCEPTED: gettext("Its receiver has it and takes it up."),
        ReferralState.DECLINED: gettext("Its receiver does not take it up:"),
        ReferralState.CLOSED: gettext("It is closed:"),
        ReferralState.WITHDRAWN: gettext("You agree to it no more."),
    }
