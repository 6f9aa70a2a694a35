"""Exports that officials ask for: made by the worker, kept sealed for some days, then thrown away."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from consultkit.errors import NotFoundError, RespondentError, ServiceError
from consultkit.operations.audit import note_command
from consultkit.operations.background_counts import Background, BackgroundCounts
from consultkit.operations.clock import Clock
from consultkit.operations.export_holding import LEASE, Holding, LetGoError
from consultkit.operations.exporting import Exporter
from consultkit.operations.rooms import Entry, Room
from consultkit.records import (
    FORMS_OF_FILES,
    Event,
    Export,
    ExportChoice,
    ExportState,
    Official,
    Role,
    choice_of,
)
from consultkit.storage import Archive, FileStore, exports, new_id
from consultkit.storage.exports import Kept
from consultkit.storage.sealed_files import seal_pieces, unseal_pieces

log = logging.getLogger(__name__)

ROOM = "exports"
COMMAND_LINE = UUID("5a0d1f7e-6c3b-4f5e-9b7a-2d1c8e4f6a90")
"""Stands for whoever has the command line of the deployment."""
KEPT = timedelta(days=7)
POLL_SECONDS = 2.0
TRIES = 3
AGAIN = timedelta(minutes=5)
MOST_AT_ONCE = 5
"""Of one official, that wait or are being made."""


class Exports:
    """An official sees and fetches what they asked for themselves, and nobody else's."""

    def __init__(
        self,
        archive: Archive,
        exporter: Exporter,
        clock: Clock,
        store: FileStore,
        pages: BackgroundCounts,
    ) -> None:
        self._pages = pages
        self._archive = archive
        self._exporter = exporter
        self._clock = clock
        self._store = store
        self._room = Room(archive, clock, ROOM)

    # --- at the desk -----------------------------------------------------------

    def ask(self, official: Official, choice: ExportChoice) -> Export:
        """Have it made as soon as a worker is free. Raises RespondentError while too many wait."""
        begun = (ExportState.WAITING, ExportState.MAKING)
        if sum(one.state in begun for one in self.of(official)) >= MOST_AT_ONCE:
            raise RespondentError("Too many exports are waiting.", mend="Wait until one of them is made.")
        with self._archive.writing() as tx:
            now = self._clock.judge(tx.database_now())
            export = Export(
                id=new_id(),
                consultation=official.consultation,
                asked_by=official.id,
                choice=choice,
                state=ExportState.WAITING,
                asked_at=now,
                kept_until=now + KEPT,
            )
            exports.insert(tx, export)
            self._room.write_in(tx, official.consultation, _entry(official, "asked", choice), by=official)
        return export

    def of(self, official: Official) -> tuple[Export, ...]:
        """The newest first."""
        with self._archive.reading() as tx:
            return exports.of_official(tx, official.consultation, official.id)

    def one(self, official: Official, export_id: UUID) -> Export:
        """Raises NotFoundError for what is not there and for somebody else's alike."""
        return self._its(official, export_id).export

    def content(self, official: Official, export_id: UUID) -> Iterator[bytes]:
        """The file, piece by piece; that it was fetched is noted. Raises NotFoundError."""
        kept = self._its(official, export_id)
        pieces = self._opened(kept)
        self.note(official, "fetched", kept.export.choice)
        return pieces

    def background(self, official: Official, choice: ExportChoice) -> Background | None:
        """The latest that this official asked to have counted so; None when none is kept."""
        latest = next((one for one in self.of(official) if one.choice == choice), None)
        if latest is None:
            return None
        kept = self._its(official, latest.id)
        content = b"".join(self._opened(kept)) if latest.state is ExportState.READY else b""
        return self._pages.read(official, kept.export, content)

    def throw_away(self, official: Official, export_id: UUID) -> None:
        """Raises NotFoundError, and ServiceError when the store is away."""
        self._delete(self._its(official, export_id))

    def remembered(self, official: Official) -> tuple[ExportChoice, ...]:
        """What this official chose before, each once, the latest first."""
        asked = [one for one in self._events(official) if one.kind == "asked"]
        choices = [one.content["choice"] for one in reversed(asked)]
        read = [choice_of(one) for one in choices if isinstance(one, dict)]
        files = [one for one in read if one.format in FORMS_OF_FILES]
        return tuple(one for place, one in enumerate(files) if one not in files[:place])

    def note(self, official: Official, kind: str, choice: ExportChoice) -> None:
        """Write into the chronicle that somebody exported something."""
        by = None if official.id == COMMAND_LINE else official
        with self._archive.writing() as tx:
            self._room.write_in(tx, official.consultation, _entry(official, kind, choice), by=by)
            if by is None:
                note_command(tx, self._room.now(tx), official.consultation, f"{ROOM}.{kind}")

    # --- the worker ------------------------------------------------------------

    def run(self, stop: threading.Event) -> None:
        """Make what is asked for until `stop` is set. An outage is logged and waited for."""
        while not stop.is_set():
            try:
                made = self.make_next(stop)
            except Exception:
                log.exception("The exports could not be reached; they are tried again.")
                made = False
            if not made:
                stop.wait(POLL_SECONDS)

    def make_next(self, stop: threading.Event | None = None) -> bool:
        """Make one that waits, or one that a worker left when it died, from its beginning; False for none.

        What fails is tried again some minutes later, three times in all.
        """
        kept = self._claim()
        if kept is None:
            return False
        try:
            with Holding(self._archive, self._clock, kept, stop or threading.Event()) as holding:
                self._make(kept, holding)
        except LetGoError:
            self._change(kept, state=ExportState.WAITING.value, next_at=self._now())
        except Exception:
            log.exception("Export %s could not be made, try %d.", kept.export.id, kept.attempts)
            state = ExportState.FAILED if kept.attempts >= TRIES else ExportState.WAITING
            self._change(kept, state=state.value, next_at=self._now() + AGAIN)
        return True

    def forget(self) -> None:
        """Throw away what was kept long enough; what the store cannot delete now, the next time."""
        with self._archive.reading() as tx:
            outdated = exports.outdated(tx, self._clock.judge(tx.database_now()))
        try:
            for kept in outdated:
                self._delete(kept)
        except ServiceError as error:
            log.warning("Exports could not be deleted yet: %s", error)

    # --- how -------------------------------------------------------------------

    def _claim(self) -> Kept | None:
        with self._archive.reading() as tx:
            if not exports.anything_due(tx, self._clock.judge(tx.database_now())):
                return None
        with self._archive.writing() as tx:
            return exports.claim(tx, self._clock.judge(tx.database_now()), LEASE)

    def _make(self, kept: Kept, holding: Holding) -> None:
        """Each try writes another file, under another key: what an earlier one left is thrown away."""
        self._delete_file(kept)
        export, file_id = kept.export, new_id()
        key, wrapped = self._archive.keys.new_key(file_id)
        with self._archive.writing() as tx:
            exports.begin_file(tx, kept, file_id, wrapped)
        official = Official(export.asked_by, "", export.consultation, Role.READER)
        place = exports.content_place(export, file_id)
        try:
            with self._exporter.packed(official, export.choice, holding.move) as pieces:
                self._store.put(file_id.hex, seal_pieces(key, place, holding.measured(pieces)))
            self._finish(kept, holding.size)
        except BaseException:
            self._delete_file(replace(kept, file_id=file_id))
            raise

    def _finish(self, kept: Kept, size: int) -> None:
        now = self._now()
        if not self._change(kept, state=ExportState.READY.value, size=size, kept_until=now + KEPT):
            raise LetGoError

    def _opened(self, kept: Kept) -> Iterator[bytes]:
        with self._archive.reading() as tx:
            key = exports.key_of(tx, kept.file_id) if kept.file_id else None
        if key is None or kept.file_id is None or kept.export.state is not ExportState.READY:
            raise _no_export()
        place = exports.content_place(kept.export, kept.file_id)
        return unseal_pieces(key, place, self._store.open(kept.file_id.hex))

    def _its(self, official: Official, export_id: UUID) -> Kept:
        with self._archive.reading() as tx:
            kept = exports.by_id(tx, export_id)
        if kept is None or (kept.export.consultation, kept.export.asked_by) != (
            official.consultation,
            official.id,
        ):
            raise _no_export()
        return kept

    def _delete(self, kept: Kept) -> None:
        """The bytes first: what a crash leaves behind still has its row."""
        self._delete_file(kept)
        with self._archive.writing() as tx:
            exports.delete(tx, kept.export.id)

    def _delete_file(self, kept: Kept) -> None:
        if kept.file_id is not None:
            self._store.delete(kept.file_id.hex)
            with self._archive.writing() as tx:
                exports.delete_key(tx, kept.file_id)

    def _change(self, kept: Kept, **values: object) -> bool:
        with self._archive.writing() as tx:
            return exports.change(tx, kept, **values)

    def _now(self) -> datetime:
        with self._archive.reading() as tx:
            return self._clock.judge(tx.database_now())

    def _events(self, official: Official) -> tuple[Event, ...]:
        return self._room.events(official.consultation, official.id)


def _entry(official: Official, kind: str, choice: ExportChoice) -> Entry:
    return Entry(official.id, kind, {"choice": choice.content()})


def _no_export() -> NotFoundError:
    return NotFoundError("There is no such export.")
