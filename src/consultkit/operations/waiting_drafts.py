"""Drafts that wait: their owners are written to before the closing, and what cannot be sent any more goes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from consultkit.operations.clock import Clock
from consultkit.operations.forms import Forms
from consultkit.operations.recipients import write_to
from consultkit.records import WindowState
from consultkit.schema import Consultation, OpeningWindow
from consultkit.storage import Archive, drafts, waiting_drafts, windows

REMINDED_BEFORE = timedelta(days=2)
BATCH = 100


def kept_until(consultation: Consultation, closes_at: datetime) -> datetime:
    """When drafts that were not sent by this closing are thrown away."""
    local = closes_at.astimezone(consultation.window.zone)
    return consultation.respondent.keep_drafts.after(local).astimezone(closes_at.tzinfo)


class WaitingDrafts:
    """Chores of the worker. Any number of workers may do them: nobody is written to twice of one closing."""

    def __init__(self, archive: Archive, forms: Forms, clock: Clock) -> None:
        self._archive = archive
        self._forms = forms
        self._clock = clock

    def remind(self) -> None:
        """Write to the owners of drafts two days before the closing, and again when it is put off."""
        for consultation, window, now in self._windows():
            left = window.closes_at - now
            if window.state(now) is WindowState.OPEN and left <= REMINDED_BEFORE:
                while self._remind_some(consultation, window.closes_at, now):
                    pass

    def throw_away(self) -> None:
        """Delete the drafts that the file does not let wait any longer, and tell their owners."""
        for consultation, window, now in self._windows():
            if now >= kept_until(consultation, window.closes_at):
                while self._throw_some_away(consultation, now):
                    pass

    def _windows(self) -> Iterable[tuple[Consultation, OpeningWindow, datetime]]:
        for consultation in self._forms.consultations:
            with self._archive.reading() as tx:
                standing = windows.standing(tx, consultation.id)
            now = self._clock.judge(standing.database_now)
            yield consultation, OpeningWindow(consultation.window, standing.events), now

    def _remind_some(self, consultation: Consultation, closes_at: datetime, now: datetime) -> bool:
        instants = {"closes": closes_at, "kept_until": kept_until(consultation, closes_at)}
        with self._archive.writing() as tx:
            found = waiting_drafts.claim_unreminded(tx, consultation.id, closes_at, now, BATCH)
            for owner in dict.fromkeys(draft.respondent_id for draft in found):
                write_to(tx, owner, "draft_waits", consultation, at=now, instants=instants)
        return bool(found)

    def _throw_some_away(self, consultation: Consultation, now: datetime) -> bool:
        with self._archive.writing() as tx:
            found = waiting_drafts.of_consultation(tx, consultation.id, now, BATCH)
            for draft in found:
                drafts.delete(tx, draft.id, draft.respondent_id)
            for owner in dict.fromkeys(draft.respondent_id for draft in found):
                write_to(tx, owner, "draft_deleted", consultation, at=now)
        return bool(found)
