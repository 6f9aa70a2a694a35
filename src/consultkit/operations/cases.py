"""What becomes of a referral: its receiver opens it and decides, its respondent may take it back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from consultkit.errors import NotFoundError, RespondentError
from consultkit.operations.audit import Audit
from consultkit.operations.clock import Clock
from consultkit.operations.forms import Forms
from consultkit.operations.packing import Packing
from consultkit.operations.references import is_reference
from consultkit.operations.rooms import Entry, Room, told_when_outrun
from consultkit.operations.routing import settings_today
from consultkit.records import (
    ROOM_OF_CASES,
    Case,
    CaseStep,
    Json,
    Official,
    Package,
    Referred,
    Respondent,
    Role,
)
from consultkit.storage import Archive, Transaction, accounts, cases, outbox, retractions, submissions

MOST_CHARACTERS = 2000
_IN_WORDS = {CaseStep.DECLINED: "reason", CaseStep.CLOSED: "outcome"}
"""Decisions that are said in words, and under what name these are kept."""


class Cases:
    """Each call looks up what belongs to who asks: what is absent and what is not theirs is NotFoundError."""

    def __init__(self, archive: Archive, forms: Forms, clock: Clock, packing: Packing) -> None:
        self._archive = archive
        self._forms = forms
        self._packing = packing
        self._room = Room(archive, clock, ROOM_OF_CASES)
        self._audit = Audit(archive, clock)

    # --- the receiver ----------------------------------------------------------

    def referred_to(self, official: Official) -> tuple[Referred, ...]:
        """What lies with the receiver whom the official serves, the latest first."""
        if official.role is not Role.MEDIATOR:
            return ()
        with self._archive.reading() as tx:
            found = cases.to_destination(tx, official.consultation, official.serves)
            return tuple(one for one in _as_received(tx, found) if _is_shown(one))

    def open(self, official: Official, case_id: UUID) -> Referred:
        """One of them. Opening it for the first time acknowledges it."""
        found = self._received(official, case_id)
        self._audit.record(official, "case.read", case_id)
        if not found.stands or found.case.acknowledged_at:
            return found
        with self._archive.writing() as tx:
            cases.opened(tx, case_id, self._room.now(tx))
            entry = Entry(case_id, CaseStep.OPENED.value)
            self._room.write_in(tx, official.consultation, entry, by=official)
        return self._received(official, case_id)

    def package(self, official: Official, case_id: UUID) -> tuple[Case, Package]:
        """One that stands, with its files as they are now. Raises PluginError when its plugin is gone."""
        found = self.open(official, case_id)
        if not found.stands:
            raise _no_case()
        settings = settings_today(self._forms, found.case.consultation, found.case.plugin)
        return found.case, self._packing.of(found.case, settings)

    # --- the receiver, or a caseworker for them --------------------------------

    def decide(
        self, official: Official, case_id: UUID, step: CaseStep, words: str = "", *, after: int | None = None
    ) -> None:
        """Write down what was decided. `after` is the number of the last event that the official had seen.

        Raises RespondentError when the words are lacking or too many, when the case is not where that can be
        decided, or when somebody wrote about it meanwhile.
        """
        said = _said(step, words)
        with self._archive.writing() as tx, told_when_outrun():
            case = self._decidable(tx, official, case_id)
            if step not in case.next_steps:
                raise RespondentError(
                    "That cannot be decided of this case now.",
                    mend="Look at it again: it says where it stands.",
                )
            entry = Entry(case.id, step.value, said, after=after)
            self._room.write_in(tx, case.consultation, entry, by=official)
            # Who decides has it, whether or not they opened it here.
            cases.opened(tx, case.id, self._room.now(tx))

    def authors(self, official: Official) -> Mapping[UUID, str]:
        """The addresses of all who may write about cases here, for officials of the desk."""
        with self._archive.reading() as tx:
            return {one.id: one.email for one in accounts.colleagues(tx, official.consultation)}

    # --- the respondent --------------------------------------------------------

    def of_respondent(self, reference: str, respondent: Respondent) -> tuple[Case, ...]:
        """The cases of a contribution of one's own."""
        with self._archive.reading() as tx:
            return _of_own(tx, reference, respondent)

    def withdraw_consent(self, reference: str, respondent: Respondent, case_id: UUID) -> None:
        """Take back the agreement to a referral, for good: what is not sent yet is not sent any more.

        The worker tells who has it elsewhere. It holds for the same receiver of all that this contribution
        replaced. A repeat changes nothing.
        """
        with self._archive.writing() as tx:
            case = _own_case(tx, reference, respondent, case_id)
            for one in _to_same_receiver(tx, case):
                if one.withdrawn_at is None:
                    entry = Entry(one.id, CaseStep.WITHDRAWN.value, _what_was_sent(one))
                    self._room.write_in(tx, one.consultation, entry)
                    cases.let_go(tx, one.id)
                    self._let_tell(tx, one.id)

    # --- how -------------------------------------------------------------------

    def _let_tell(self, tx: Transaction, case_id: UUID) -> None:
        """Looked up once more: a worker may have handed it over just now."""
        case = cases.by_id(tx, case_id)
        if case is not None and case.may_be_elsewhere:
            outbox.again(tx, "deliver", case_id, self._room.now(tx))

    def _received(self, official: Official, case_id: UUID) -> Referred:
        with self._archive.reading() as tx:
            case = cases.by_id(tx, case_id)
            if case is None or not _is_served_by(case, official):
                raise _no_case()
            (found,) = _as_received(tx, [case])
        if not _is_shown(found):
            raise _no_case()
        return found

    def _decidable(self, tx: Transaction, official: Official, case_id: UUID) -> Case:
        case = cases.by_id(tx, case_id)
        if case is None or case.consultation != official.consultation:
            raise _no_case()
        if official.role in (Role.CASEWORKER, Role.MANAGER):
            return case
        (found,) = _as_received(tx, [case])
        if not (_is_served_by(case, official) and _is_shown(found) and found.stands):
            raise _no_case()
        return case


def _is_served_by(case: Case, official: Official) -> bool:
    is_theirs = (case.consultation, case.referral.destination) == (official.consultation, official.serves)
    return official.role is Role.MEDIATOR and is_theirs


def _as_received(tx: Transaction, found: Sequence[Case]) -> Iterator[Referred]:
    retracted = retractions.of_submissions(tx, [case.submission_id for case in found])
    for case in found:
        one = Referred(case, retracted.get(case.submission_id))
        yield one if one.stands else replace(one, case=_without_words(case))


def _without_words(case: Case) -> Case:
    return replace(case, referral=replace(case.referral, body={}))


def _is_shown(one: Referred) -> bool:
    """What was taken back before the receiver opened it never was theirs."""
    return one.case.is_with_receiver and (one.stands or one.case.acknowledged_at is not None)


def _said(step: CaseStep, words: str) -> dict[str, Json]:
    name, text = _IN_WORDS.get(step), words.strip()
    if name is None:
        return {}
    if not text:
        raise RespondentError("Nothing is said.", mend="Write why, or how it ended: the respondent reads it.")
    if len(text) > MOST_CHARACTERS:
        raise RespondentError(
            "That is too long.", mend="Write {most} characters at most.", params={"most": MOST_CHARACTERS}
        )
    return {name: text}


def _of_own(tx: Transaction, reference: str, respondent: Respondent) -> tuple[Case, ...]:
    submission = submissions.by_reference(tx, reference) if is_reference(reference) else None
    if submission is None or submission.respondent_id != respondent.id:
        raise _no_case()
    return cases.of_submissions(tx, [submission.id]).get(submission.id, ())


def _own_case(tx: Transaction, reference: str, respondent: Respondent, case_id: UUID) -> Case:
    for case in _of_own(tx, reference, respondent):
        if case.id == case_id:
            return case
    raise _no_case()


def _to_same_receiver(tx: Transaction, case: Case) -> Iterator[Case]:
    versions = retractions.versions_of(tx, case.submission_id)
    for its_cases in cases.of_submissions(tx, versions).values():
        yield from (one for one in its_cases if one.referral.destination == case.referral.destination)


def _what_was_sent(case: Case) -> dict[str, Json]:
    """Written down beside the withdrawal: to whom it had gone, and when."""
    if case.acknowledged_at is None:
        return {"destination": case.referral.destination}
    return {
        "destination": case.referral.destination,
        "handed_over_at": case.acknowledged_at.isoformat(),
        "receiver_reference": case.receiver_reference or "",
    }


def _no_case() -> NotFoundError:
    return NotFoundError("There is no such case.")
