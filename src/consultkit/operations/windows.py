"""Decisions about opening windows: each is recorded with who took it and why, and none is ever undone."""

from __future__ import annotations

from datetime import datetime

from consultkit.errors import ConsultKitError
from consultkit.operations.audit import note_command
from consultkit.operations.clock import Clock
from consultkit.operations.forms import Forms
from consultkit.records import WindowEvent, WindowEventKind, WindowState
from consultkit.schema import OpeningWindow
from consultkit.storage import Archive, Transaction, windows


class Windows:
    """The opening window of each consultation: what the file says and what was decided since."""

    def __init__(self, archive: Archive, forms: Forms, clock: Clock) -> None:
        self._archive = archive
        self._forms = forms
        self._clock = clock

    def window(self, consultation_id: str) -> OpeningWindow:
        """The window with all decisions so far. Raises NotFoundError."""
        rule = self._forms.current(consultation_id).consultation.window
        with self._archive.reading() as tx:
            return OpeningWindow(rule, windows.standing(tx, consultation_id).events)

    def open_now(self, consultation_id: str, *, by: str, reason: str) -> WindowEvent:
        """Open ahead of the file's instant. Raises ConsultKitError when it is open or over already."""
        return self._decide(consultation_id, WindowEventKind.OPENED, {WindowState.UPCOMING}, by, reason)

    def suspend(self, consultation_id: str, *, by: str, reason: str) -> WindowEvent:
        """Take nothing more for now. Raises ConsultKitError when it is not open."""
        return self._decide(consultation_id, WindowEventKind.SUSPENDED, {WindowState.OPEN}, by, reason)

    def resume(self, consultation_id: str, *, by: str, reason: str) -> WindowEvent:
        """Take contributions again. Raises ConsultKitError when it is not suspended."""
        return self._decide(consultation_id, WindowEventKind.RESUMED, {WindowState.SUSPENDED}, by, reason)

    def close(self, consultation_id: str, *, by: str, reason: str) -> WindowEvent:
        """Close ahead of the file's instant. Raises ConsultKitError when it is not open."""
        running = {WindowState.OPEN, WindowState.SUSPENDED}
        return self._decide(consultation_id, WindowEventKind.CLOSED, running, by, reason)

    def extend(self, consultation_id: str, closes_at: datetime, *, by: str, reason: str) -> WindowEvent:
        """Put off the closing, even when it is past: the window then opens again.

        `closes_at` needs a time zone and is excluded. Raises ConsultKitError when it is not later than the
        closing as it stands, or already past.
        """
        with self._archive.writing() as tx:
            window, now = self._locked(tx, consultation_id)
            if closes_at.tzinfo is None or closes_at <= max(window.closes_at, now):
                raise _refused(
                    f"An extension to {closes_at} does not put off the closing of {window.closes_at}.",
                    "Give a later instant, with its time zone.",
                )
            event = WindowEvent(WindowEventKind.EXTENDED, now, by, _given(reason), closes_at)
            self._append(tx, consultation_id, event)
        return event

    def _decide(
        self, consultation_id: str, kind: WindowEventKind, possible: set[WindowState], by: str, reason: str
    ) -> WindowEvent:
        with self._archive.writing() as tx:
            window, now = self._locked(tx, consultation_id)
            state = window.state(now)
            if state not in possible:
                raise _refused(
                    f"The window cannot be {kind}: it is {state}.", "Look at its state, then decide again."
                )
            event = WindowEvent(kind, now, by, _given(reason))
            self._append(tx, consultation_id, event)
        return event

    def _append(self, tx: Transaction, consultation_id: str, event: WindowEvent) -> None:
        windows.append(tx, consultation_id, event, recorded_at=event.at)
        note_command(tx, event.at, consultation_id, f"window.{event.kind.value}")

    def _locked(self, tx: Transaction, consultation_id: str) -> tuple[OpeningWindow, datetime]:
        rule = self._forms.current(consultation_id).consultation.window
        windows.lock(tx)
        standing = windows.standing(tx, consultation_id)
        return OpeningWindow(rule, standing.events), self._clock.judge(standing.database_now)


def _given(reason: str) -> str:
    if not reason.strip():
        raise _refused(
            "A decision about a window needs a reason.", "Say why, in words that can be published."
        )
    return reason


def _refused(message: str, mend: str) -> ConsultKitError:
    return ConsultKitError(message, mend=mend, code="window_decision")
