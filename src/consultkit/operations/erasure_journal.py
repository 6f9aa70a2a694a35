"""What was erased, written down twice: in the database, and in the file store.

A database that is put back as it was some days ago does not know what was erased since; the store does.
"""

from __future__ import annotations

import hmac
import json
import logging
from collections.abc import Iterable, Iterator
from datetime import datetime
from uuid import UUID

from consultkit.records import Erased, canonical_json
from consultkit.storage import Archive, FileStore, Transaction, erasures

log = logging.getLogger(__name__)

SHELF = "erasures"


class ErasureJournal:
    """Ids and instants, and nothing else. Any call raises ServiceError when the file store is away."""

    def __init__(self, archive: Archive, store: FileStore) -> None:
        self._archive = archive
        self._store = store

    def announce(self, entries: Iterable[Erased]) -> None:
        """In the file store, before anything is erased: what a crash interrupts is done by a replay."""
        for one in entries:
            self._store.put(_name(one), [self._written(one)])

    def note(self, tx: Transaction, entries: Iterable[Erased]) -> None:
        """In the database, with the erasure itself."""
        erasures.note(tx, entries)

    def entries(self) -> tuple[Erased, ...]:
        """All that either of the two knows of, the oldest first."""
        with self._archive.reading() as tx:
            known = {one.subject_id: one for one in erasures.every(tx)}
        for one in self._stored(without={_name(one) for one in known.values()}):
            known.setdefault(one.subject_id, one)
        return tuple(sorted(known.values(), key=lambda one: (one.at, one.subject_id)))

    def complete(self, entries: Iterable[Erased]) -> None:
        """Let both know of all of these."""
        listed, present = list(entries), set(self._store.names(SHELF))
        self.announce(one for one in listed if _name(one) not in present)
        with self._archive.writing() as tx:
            erasures.note(tx, listed)

    # --- how ---------------------------------------------------------------------

    def _stored(self, without: set[str]) -> Iterator[Erased]:
        for name in self._store.names(SHELF):
            if name not in without:
                entry = self._read(b"".join(self._store.open(name)))
                if entry is None:
                    log.error("The erasure journal has an entry that is not ours: %s.", name)
                else:
                    yield entry

    def _written(self, one: Erased) -> bytes:
        said = {
            "subject_id": one.subject_id.hex,
            "kind": one.kind,
            "at": one.at.isoformat(),
            "consultation": one.consultation,
        }
        return canonical_json({**said, "mac": self._mac(said)})

    def _read(self, content: bytes) -> Erased | None:
        """None of what was not written by this deployment: who can write files could erase rows with it."""
        try:
            said = json.loads(content)
            mac = said.pop("mac")
            if not hmac.compare_digest(mac, self._mac(said)):
                return None
            at = datetime.fromisoformat(said["at"])
            return Erased(UUID(said["subject_id"]), said["kind"], at, said["consultation"])
        except (ValueError, KeyError, TypeError, AttributeError):
            return None

    def _mac(self, said: dict[str, str]) -> str:
        return self._archive.keys.keyed_digest("erasure", canonical_json(dict(said)).decode())


def _name(one: Erased) -> str:
    return f"{SHELF}/{one.subject_id.hex}"
