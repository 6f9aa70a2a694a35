"""Rows whose keys are rotated by processes that are killed, and whether each of them still opens."""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from uuid import UUID, uuid4

import sqlalchemy as sa

from consultkit.operations.rotation import Rotation
from consultkit.storage import (
    Archive,
    KeyFile,
    KeyRing,
    KeysMissingError,
    SealBrokenError,
    WrappedKey,
    key_ring_from,
)
from consultkit.storage.key_source import Keys
from consultkit.storage.sessions import place_of
from consultkit.storage.tables import data_keys, sessions
from guarantees.line import Trial


class Rotated:
    """An archive with sealed rows, whose keys are rotated by a process that is killed again and again."""

    def __init__(self, trial: Trial, url: str) -> None:
        self._trial, self._url = trial, url
        self._file = trial.folder / f"{uuid4().hex}.keys"
        self.archive = Archive(url, key_ring_from(self._file))
        self.rows = trial.count(1200, 6000)
        self.kills = 0
        self._contents = {uuid4(): os.urandom(32) for _ in range(self.rows)}
        self._fill()

    def _fill(self) -> None:
        keys = self.archive.keys
        wrapped = [(row, keys.wrap(row, content)) for row, content in self._contents.items()]
        now = datetime.now(UTC)
        visits = [
            {
                "id_hash": row.hex,
                "data_sealed": keys.seal_small(place_of(row.hex), content),
                "created_at": now,
                "seen_at": now,
                "expires_at": now,
            }
            for row, content in self._contents.items()
        ]
        with self.archive.writing() as tx:
            kept = [{"id": row, "kek": one.kek, "wrapped": one.wrapped} for row, one in wrapped]
            tx.connection.execute(sa.insert(data_keys), kept)
            tx.connection.execute(sa.insert(sessions), visits)

    def kill_often(self, times: int) -> None:
        """Each time a rotation of its own is begun, or goes on; in the end one is left alone."""
        for number in range(times):
            process, said = self._start()
            # It says each batch: it is killed after some of them, wherever it then is.
            for _ in range(1 + number % 4):
                _wait(said)
            time.sleep(0.001 * (number % 7))
            self.kills += process.is_alive()
            process.kill()
            process.join()
        process, said = self._start()
        while _wait(said):
            pass
        process.join()

    def _start(self) -> tuple[BaseProcess, Connection]:
        # A fork: it has the fault of this run, and begins at once.
        context = multiprocessing.get_context("fork")
        ours, theirs = context.Pipe(duplex=False)
        process = context.Process(target=_rotate, args=(self._url, self._file, theirs))
        process.start()
        theirs.close()
        return process, ours

    def breaches(self) -> Iterator[str]:
        """By a server that has been there all the while, and by one that starts now."""
        for archive in (self.archive, Archive(self._url, key_ring_from(self._file))):
            unreadable = sum(self._unreadable(archive))
            if unreadable:
                yield f"{unreadable} rows do not open after the rotation"
            archive.close()
        yield from self._without_the_old_key()

    def _unreadable(self, archive: Archive) -> Iterator[bool]:
        with archive.reading() as tx:
            for row in tx.connection.execute(sa.select(data_keys)):
                wrapped = WrappedKey(row.kek, row.wrapped)
                yield not _reads(lambda r=row, w=wrapped: tx.keys.open_key(r.id, w), self._contents[row.id])
            for row in tx.connection.execute(sa.select(sessions.c.id_hash, sessions.c.data_sealed)):
                place = place_of(row.id_hash)
                content = self._contents[UUID(row.id_hash)]
                yield not _reads(lambda r=row, p=place: tx.keys.unseal_small(p, r.data_sealed), content)

    def _without_the_old_key(self) -> Iterator[str]:
        """With only the primary key everything opens; of a key that is missing, it is said which."""
        file = KeyFile(self._file)
        held = file.read()
        alone = Keys({held.primary: held.keys[held.primary]}, held.primary, held.digest)
        archive = Archive(self._url, KeyRing(alone.keys, alone.primary, digest=alone.digest))
        unreadable = sum(self._unreadable(archive))
        archive.close()
        if unreadable:
            yield f"{unreadable} rows need an older key"
        row, wrapped = uuid4(), WrappedKey("k9999", bytes(61))
        try:
            KeyRing(alone.keys, alone.primary).open_key(row, wrapped)
        except KeysMissingError as error:
            if "k9999" not in str(error):
                yield "a key that is missing is not named"
        else:
            yield "a key that is missing is not missed"


def _reads(read: Callable[[], bytes], content: bytes) -> bool:
    try:
        return read() == content
    except (SealBrokenError, KeysMissingError):
        return False


def _wait(said: Connection) -> bool:
    """For the next batch; false when there is none any more."""
    try:
        said.recv()
    except EOFError:
        return False
    return True


def _rotate(url: str, path: Path, say: Connection) -> None:
    archive, file = Archive(url, key_ring_from(path)), KeyFile(path)
    rotation = Rotation(archive, file.read(), file)
    say.send(rotation.begin(datetime.now(UTC)))
    with suppress(KeysMissingError):
        for batch in rotation.go_on():
            say.send(batch)
