"""From a case into the hands of whom it concerns."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from consultkit.errors import NotFoundError
from consultkit.form import Form
from consultkit.hooks import Plugins
from consultkit.operations.clock import Clock
from consultkit.operations.forms import Forms
from consultkit.operations.letters import PostOffice
from consultkit.operations.packing import Packing
from consultkit.operations.routing import end, named, settings_today
from consultkit.operations.time_limit import TimeLimit
from consultkit.records import ROOM_OF_CASES, Acknowledgement, Case, CaseStep, Deposit
from consultkit.storage import Archive, Transaction, cases, chronicle, outbox, retractions, submissions


class Delivery:
    """Does the outbox entries of kind `deliver`: at least once, with the case's id as the key of each try."""

    def __init__(
        self,
        archive: Archive,
        forms: Forms,
        plugins: Plugins,
        clock: Clock,
        limit: TimeLimit,
        packing: Packing,
        post_office: PostOffice,
    ) -> None:
        self._post_office = post_office
        self._packing = packing
        self._archive = archive
        self._forms = forms
        self._plugins = plugins
        self._clock = clock
        self._limit = limit

    def do(self, entry: outbox.Entry) -> None:
        """Call the plugin with no transaction open; keep its acknowledgement and end the entry in one.

        What was withdrawn or corrected before it was handed over stays here, and so does what the respondent
        agrees to no more; of what was handed over before, the receiver is told that.
        """
        case, form = self._case(entry)
        if case.withdrawn_at:
            self._take_back(entry, form, case)
        elif self._is_retracted(case):
            end(self._archive, self._clock, entry)
        else:
            self._bring(entry, form, case)

    def _bring(self, entry: outbox.Entry, form: Form, case: Case) -> None:
        result = self._hand_over(named(entry), form, case)
        with self._archive.writing() as tx:
            cases.hold(tx, case.id)
            now = self._clock.judge(tx.database_now())
            _keep(tx, case, result, now)
            outbox.finish(tx, entry, now)
            _tell_if_taken_back(tx, case.id, now)

    def _take_back(self, entry: outbox.Entry, form: Form, case: Case) -> None:
        was_told = case.told_at is None and case.may_be_elsewhere and self._tell(named(entry), form, case)
        with self._archive.writing() as tx:
            now = self._clock.judge(tx.database_now())
            if was_told:
                cases.let_go(tx, case.id)
                chronicle.append(tx, case.consultation, ROOM_OF_CASES, case.id, CaseStep.TOLD.value, now)
            outbox.finish(tx, entry, now)

    def _tell(self, plugin: str, form: Form, case: Case) -> bool:
        settings = settings_today(self._forms, case.consultation, plugin)
        post = self._post_office.post_for(case.withdrawal_id, self._clock.now())
        wordless = replace(case, referral=replace(case.referral, body={}))
        return self._limit.call(
            plugin, lambda: self._plugins.withdraw(plugin, form, wordless, post, settings)
        )

    def _case(self, entry: outbox.Entry) -> tuple[Case, Form]:
        with self._archive.reading() as tx:
            case = cases.by_id(tx, entry.subject_id)
            submission = case and submissions.by_id(tx, case.submission_id)
        if not (case and submission):
            raise NotFoundError("The case is gone.")
        return case, self._forms.by_digest(submission.form_digest)

    def _is_retracted(self, case: Case) -> bool:
        with self._archive.reading() as tx:
            return retractions.of_submission(tx, case.submission_id) is not None

    def _hand_over(self, plugin: str, form: Form, case: Case) -> Acknowledgement | Deposit:
        settings = settings_today(self._forms, case.consultation, plugin)
        package = self._packing.complete(case, settings)
        post = self._post_office.post_for(case.id, self._clock.now())
        return self._limit.call(
            plugin, lambda: self._plugins.deliver(plugin, form, case, package, post, settings)
        )


def _tell_if_taken_back(tx: Transaction, case_id: UUID, now: datetime) -> None:
    """The respondent may have taken it back while it was on its way."""
    case = cases.by_id(tx, case_id)
    if case is not None and case.withdrawn_at and case.may_be_elsewhere:
        outbox.again(tx, "deliver", case_id, now)


def _keep(tx: Transaction, case: Case, result: Acknowledgement | Deposit, now: datetime) -> None:
    if isinstance(result, Acknowledgement):
        cases.acknowledge(tx, case.id, result, now)
    elif not case.is_with_receiver:
        cases.deposited(tx, case.id, now)
        chronicle.append(tx, case.consultation, ROOM_OF_CASES, case.id, CaseStep.DEPOSITED.value, now)
