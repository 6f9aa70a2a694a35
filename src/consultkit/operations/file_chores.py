"""What is done about files now and then: scanned at last, or deleted because nothing names them."""

from __future__ import annotations

import logging
from datetime import timedelta
from uuid import UUID

from consultkit.errors import ServiceError
from consultkit.operations.attachments import Attachments, ids_in
from consultkit.operations.clock import Clock
from consultkit.operations.forms import Forms
from consultkit.storage import Archive, attachments, submissions

log = logging.getLogger(__name__)

UNCLAIMED = timedelta(hours=24)
"""A file of no draft is kept so long: its draft may be about to be saved."""
BATCH = 100


class FileChores:
    """For the worker. Any number of workers may do them at once."""

    def __init__(self, archive: Archive, forms: Forms, clock: Clock, kept: Attachments) -> None:
        self._archive = archive
        self._forms = forms
        self._clock = clock
        self._kept = kept

    def catch_up(self) -> None:
        """Have those files scanned that came before their consultation named a scanner."""
        for consultation in self._forms.consultations:
            if self._kept.has_scanner(consultation.id):
                while self._quarantine(consultation.id):
                    pass

    def tidy(self) -> None:
        """Delete what no draft and no submission names; what the store cannot delete now, the next time."""
        try:
            self._delete_ownerless()
            self._settle_submissions()
        except ServiceError as error:
            log.warning("Files could not be deleted yet: %s", error)

    def _quarantine(self, consultation_id: str) -> bool:
        """Some of them; whether there may be more."""
        with self._archive.writing() as tx:
            found = attachments.to_be_scanned(tx, consultation_id, BATCH)
            for attachment_id in found:
                self._kept.let_scan(tx, consultation_id, attachment_id)
        return len(found) == BATCH

    def _delete_ownerless(self) -> None:
        before = self._clock.now() - UNCLAIMED
        while True:
            with self._archive.reading() as tx:
                found = attachments.ownerless(tx, before, BATCH)
            if not found:
                return
            self._kept.delete(found)

    def _settle_submissions(self) -> None:
        while True:
            with self._archive.reading() as tx:
                found = attachments.unsettled_submissions(tx, BATCH)
            for submission_id in found:
                self._settle(submission_id)
            if len(found) < BATCH:
                return

    def _settle(self, submission_id: UUID) -> None:
        with self._archive.reading() as tx:
            submission = submissions.by_id(tx, submission_id)
            kept = attachments.of_draft(tx, submission_id)
        if submission is not None:
            named = ids_in(submission.answers)
            self._kept.delete([one.id for one in kept if str(one.id) not in named])
        with self._archive.writing() as tx:
            attachments.settle(tx, submission_id)
