"""From a submission to its cases: what a plugin proposes is kept once, and delivered if it is complete."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid4, uuid5

from consultkit.errors import NotFoundError, PluginError
from consultkit.hooks import Plugins
from consultkit.operations.clock import Clock
from consultkit.operations.forms import Forms
from consultkit.operations.mailing import post_given
from consultkit.operations.recipients import recipient_of
from consultkit.operations.time_limit import TimeLimit
from consultkit.records import ROOM_OF_CASES, Case, CaseStep, Letter, Receipt, Referral, Submission, readable
from consultkit.schema import PluginSettings
from consultkit.storage import Archive, Transaction, cases, chronicle, outbox, retractions, submissions

log = logging.getLogger(__name__)

NOBODY = UUID(int=0)


class Routing:
    """Does the outbox entries of kind `route`. Doing one twice changes nothing."""

    def __init__(
        self,
        archive: Archive,
        forms: Forms,
        plugins: Plugins,
        clock: Clock,
        limit: TimeLimit,
        public_url: str,
    ) -> None:
        self._public_url = public_url
        self._archive = archive
        self._forms = forms
        self._plugins = plugins
        self._clock = clock
        self._limit = limit

    def do(self, entry: outbox.Entry) -> None:
        """Ask the plugin with no transaction open, then keep what it proposes and end the entry in one.

        What was withdrawn or corrected meanwhile goes nowhere.
        """
        submission = self._submission(entry)
        if submission is None:
            end(self._archive, self._clock, entry)
            return
        letters = self._letters(named(entry), submission)
        referrals = self._ask(named(entry), submission)
        with self._archive.writing() as tx:
            now = self._clock.judge(tx.database_now())
            _post(tx, named(entry), submission, letters, now)
            taken_back = _taken_back(tx, submission)
            for referral in referrals:
                case = _new_case(named(entry), submission, referral, now)
                _keep(tx, case, taken_back=referral.destination in taken_back)
            outbox.finish(tx, entry, now)

    def _submission(self, entry: outbox.Entry) -> Submission | None:
        """None when it does not stand any more."""
        with self._archive.reading() as tx:
            submission = submissions.by_id(tx, entry.subject_id)
            stands = retractions.of_submission(tx, entry.subject_id) is None
        if submission is None:
            raise NotFoundError("The contribution is gone.")
        return submission if stands else None

    def _letters(self, plugin: str, submission: Submission) -> Mapping[str, Letter]:
        """The plugin's letter to who sent it, by language; those of the consultation come first."""
        form = self._forms.by_digest(submission.form_digest)
        settings = settings_today(self._forms, submission.consultation, plugin)
        seen = as_seen_by(settings, submission)
        receipt, address = self._receipt(submission)
        letters = self._limit.call(
            plugin, lambda: self._plugins.received(plugin, form, seen, receipt, address, settings)
        )
        ordered = dict.fromkeys([*form.consultation.languages, *letters])
        return {language: letters[language] for language in ordered if language in letters}

    def _receipt(self, submission: Submission) -> tuple[Receipt, str]:
        with self._archive.reading() as tx:
            receipt = submissions.receipt(tx, submission.reference, submission.respondent_id)
        if receipt is None:
            raise NotFoundError("The contribution is gone.")
        return receipt, f"{self._public_url}/{submission.consultation}/receipt/{submission.reference}"

    def _ask(self, plugin: str, submission: Submission) -> tuple[Referral, ...]:
        form = self._forms.by_digest(submission.form_digest)
        settings = settings_today(self._forms, submission.consultation, plugin)
        seen = as_seen_by(settings, submission)
        return self._limit.call(plugin, lambda: self._plugins.route(plugin, form, seen, settings))


def end(archive: Archive, clock: Clock, entry: outbox.Entry) -> None:
    """There is nothing left to do."""
    with archive.writing() as tx:
        outbox.finish(tx, entry, clock.judge(tx.database_now()))


def settings_today(forms: Forms, consultation_id: str, plugin: str) -> PluginSettings:
    """What the file says to the plugin now: so a wrong address, or a wrong question, can be mended.

    Raises PluginError when no file that is served names the plugin; its work waits until one does.
    """
    for consultation in forms.consultations:
        if consultation.id == consultation_id and plugin in consultation.plugins:
            return consultation.plugins[plugin]
    raise PluginError(f"No file served here names plugin {plugin!r} for {consultation_id!r} any more.")


def as_seen_by(settings: PluginSettings, submission: Submission) -> Submission:
    """The submission reduced to what the plugin's settings name, without who gave it and what is sealed."""
    reads = settings.reads()
    lies_open = readable(submission.answers)
    answers = {question: value for question, value in lies_open.items() if question in reads}
    return replace(submission, answers=answers, respondent_id=NOBODY, sealed=b"")


def named(entry: outbox.Entry) -> str:
    """The plugin that an entry is for. Raises NotFoundError when it names none."""
    if entry.plugin is None:
        raise NotFoundError(f"Outbox entry {entry.id} names no plugin.")
    return entry.plugin


def _post(
    tx: Transaction, plugin: str, submission: Submission, letters: Mapping[str, Letter], now: datetime
) -> None:
    """Once for a contribution and a plugin. Who has no address that we know gets none."""
    recipient = recipient_of(tx, submission.respondent_id) if letters else None
    language = recipient and recipient.choose(letters)
    if recipient and language:
        post_given(
            tx,
            letters[language],
            recipient.address,
            letter_id=uuid5(submission.id, plugin),
            at=now,
            language=language,
            consultation=submission.consultation,
        )


def _taken_back(tx: Transaction, submission: Submission) -> frozenset[str]:
    """The destinations to which the respondent agreed no more, before this contribution was corrected.

    The answer that agreed to it came along into the correction: it is no new agreement.
    """
    earlier = retractions.versions_of(tx, submission.id)[:-1]
    found = cases.of_submissions(tx, earlier) if earlier else {}
    return frozenset(case.referral.destination for its in found.values() for case in its if case.withdrawn_at)


def _keep(tx: Transaction, case: Case, *, taken_back: bool) -> None:
    if not cases.open_case(tx, case):
        log.info("Submission %s has its case for %s.", case.submission_id, case.referral.destination)
    elif taken_back:
        chronicle.append(
            tx, case.consultation, ROOM_OF_CASES, case.id, CaseStep.WITHDRAWN.value, case.opened_at
        )
    elif case.referral.is_complete:
        task = outbox.Task("deliver", case.id, consultation=case.consultation, plugin=case.plugin)
        outbox.enqueue(tx, task, case.opened_at)


def _new_case(plugin: str, submission: Submission, referral: Referral, now: datetime) -> Case:
    return Case(
        id=uuid4(),
        consultation=submission.consultation,
        submission_id=submission.id,
        submission_reference=submission.reference,
        plugin=plugin,
        referral=referral,
        opened_at=now,
    )
