"""The files that go with a referral: those that a scanner found clean, and no other."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from consultkit.errors import DeliveryError, NotFoundError
from consultkit.operations.attachments import Attachments, ids_in
from consultkit.operations.clock import Clock
from consultkit.records import Answers, Attachment, Case, HandedFile, Package, ScanState
from consultkit.schema import PluginSettings
from consultkit.storage import Archive, submissions

WAITS_FOR_SCANNER = timedelta(hours=6)
"""Since the case was opened. What the scanner has not judged by then stays here."""


class Packing:
    """Of the contribution that a case is about; without a store there are no files."""

    def __init__(self, archive: Archive, clock: Clock, kept: Attachments | None) -> None:
        self._archive = archive
        self._clock = clock
        self._kept = kept

    def of(self, case: Case, settings: PluginSettings) -> Package:
        """As of now: the files of the questions that the settings hand over. Raises NotFoundError."""
        named = list(self._named(case, settings))
        clean = tuple(self._handed(one) for one in named if one.state is ScanState.CLEAN)
        return Package(clean, held_back=len(named) - len(clean))

    def complete(self, case: Case, settings: PluginSettings) -> Package:
        """Likewise. Raises DeliveryError while a scanner may still judge one of them."""
        if self._clock.now() < case.opened_at + WAITS_FOR_SCANNER:
            waiting = (ScanState.PENDING, ScanState.UNKNOWN)
            if any(one.state in waiting for one in self._named(case, settings)):
                raise DeliveryError("Its files are not all scanned yet.")
        return self.of(case, settings)

    def _named(self, case: Case, settings: PluginSettings) -> Iterator[Attachment]:
        questions = settings.hands_over()
        if self._kept is None or not questions:
            return
        answers = self._answers(case)
        named = ids_in({question: answers[question] for question in questions if question in answers})
        yield from (one for one in self._kept.of_draft(case.submission_id) if str(one.id) in named)

    def _answers(self, case: Case) -> Answers:
        with self._archive.reading() as tx:
            submission = submissions.by_id(tx, case.submission_id)
        if submission is None:
            raise NotFoundError("The contribution is gone.")
        return submission.answers

    def _handed(self, one: Attachment) -> HandedFile:
        kept = self._kept
        if kept is None:
            raise NotFoundError("There is no such file.")
        return HandedFile(one.question, one.name, one.format, one.size, one.sha256, lambda: kept.content(one))
