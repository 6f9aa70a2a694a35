"""Backups: the content, the keys of its rows and the files, each with a life of its own; and taking one back.

The content holds no row keys, and neither holds the key file. So what is erased, whose row key is destroyed,
opens in no older backup once the row keys of then are gone.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path

from consultkit.errors import ConfigurationError, NotFoundError
from consultkit.operations.erasure_journal import SHELF
from consultkit.records import Json
from consultkit.storage import FileStore, dumping

CONTENT, FILES, KEYS, MANIFEST = "content", "files", "keys", "manifest.json"
CONTENT_KEPT = timedelta(days=30)
KEYS_KEPT = timedelta(days=2)
"""Long enough to take back yesterday's; after that the newest keys open what was not erased since."""
_NAME = "%Y%m%dT%H%M%SZ"
_PIECE = 1 << 20

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Backup:
    """One that is kept in a folder."""

    name: str
    """When it was made: `20181130T020000Z`."""
    revision: str
    counts: Mapping[str, int]
    file_names: tuple[str, ...]
    sha256: Mapping[str, str]
    """Of its parts, by their path in the folder."""

    @property
    def made_at(self) -> datetime:
        return datetime.strptime(self.name, _NAME).replace(tzinfo=UTC)


class Backups:
    """Those in a folder, of one deployment."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def every(self) -> tuple[Backup, ...]:
        """The newest first. What broke off has no manifest, and is none."""
        found = sorted(self._folder.glob(f"*/{MANIFEST}"), reverse=True)
        return tuple(_read(path) for path in found)

    def one(self, name: str = "") -> Backup:
        """By its name, else the newest. Raises NotFoundError."""
        for backup in self.every():
            if name in ("", backup.name):
                return backup
        raise NotFoundError(f"There is no backup {name} in {self._folder}.".replace("  ", " "))

    def make(
        self, database_url: str, store: FileStore, now: datetime, progress: Progress = lambda _d, _t: None
    ) -> Backup:
        """As of one instant, while the service runs. Raises ConfigurationError and ServiceError."""
        name = now.astimezone(UTC).strftime(_NAME)
        place, keys = self._folder / name, self._folder / KEYS / f"{name}.jsonl"
        for folder in (place, keys.parent, self._folder / FILES):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        dumped = dumping.dump(database_url, place / CONTENT, keys)
        self._copy_files(store, dumped.file_names, progress)
        self._copy_erasures(store)
        parts = (place / CONTENT, keys)
        backup = Backup(
            name,
            dumped.revision,
            dumped.counts,
            tuple(dumped.file_names),
            {str(one.relative_to(self._folder)): _sha256(one) for one in parts},
        )
        _write(place / MANIFEST, backup)
        return backup

    def prune(self, now: datetime, content_kept: timedelta = CONTENT_KEPT) -> int:
        """Delete what is older, but for the newest; how many went. Files go with the last that names them."""
        newest, *older = self.every()
        old = [one for one in older if now - one.made_at > content_kept]
        for one in old:
            shutil.rmtree(self._folder / one.name)
        self._prune_keys(now, newest.name)
        wanted = {name for one in self.every() for name in one.file_names}
        for path in (self._folder / FILES).glob("*/*"):
            if path.name not in wanted:
                path.unlink()
        return len(old)

    def check(self, backup: Backup) -> None:
        """Raises ConfigurationError where a part is missing or is not as it was written."""
        for part, digest in backup.sha256.items():
            path = self._folder / part
            is_old_key = part.startswith(f"{KEYS}/") and not path.exists()
            if not is_old_key and (not path.exists() or _sha256(path) != digest):
                raise _damaged(path)
        for name in backup.file_names:
            if not self._file(name).exists():
                raise _damaged(self._file(name))

    def take_back(
        self,
        backup: Backup,
        database_url: str,
        store: FileStore,
        progress: Progress = lambda _d, _t: None,
    ) -> None:
        """Into an empty database; files that the store has already stay. Raises as `check` and `make`.

        Afterwards the erasures must be replayed: see `Erasure.replay`.
        """
        self.check(backup)
        dumping.restore(database_url, self._folder / backup.name / CONTENT, self._keys_for(backup))
        for number, name in enumerate(backup.file_names, 1):
            if not _has(store, name):
                store.put(name, _pieces(self._file(name)))
            progress(number, len(backup.file_names))
        for path in sorted((self._folder / SHELF).glob("*")):
            if not _has(store, f"{SHELF}/{path.name}"):
                store.put(f"{SHELF}/{path.name}", _pieces(path))

    # --- how ---------------------------------------------------------------------

    def _copy_files(self, store: FileStore, names: Sequence[str], progress: Progress) -> None:
        """Those that no earlier backup copied. One that was removed meanwhile is of no row any more."""
        for number, name in enumerate(names, 1):
            path = self._file(name)
            if not path.exists():
                path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                aside = path.with_suffix(".new")
                try:
                    with aside.open("wb") as file:
                        file.writelines(store.open(name))
                    aside.replace(path)
                except NotFoundError:
                    aside.unlink(missing_ok=True)
            progress(number, len(names))

    def _copy_erasures(self, store: FileStore) -> None:
        """Of all times: also an old backup is to forget what was erased since."""
        (self._folder / SHELF).mkdir(exist_ok=True, mode=0o700)
        for name in store.names(SHELF):
            path = self._folder / name
            if not path.exists():
                path.write_bytes(b"".join(store.open(name)))

    def _file(self, name: str) -> Path:
        return self._folder / FILES / name[:2] / name

    def _keys_for(self, backup: Backup) -> Path:
        """Its own while they are kept; then the newest, which open all that was not erased since."""
        kept = sorted((self._folder / KEYS).glob("*.jsonl"))
        own = self._folder / KEYS / f"{backup.name}.jsonl"
        if not kept:
            raise ConfigurationError(
                "There are no row keys: nothing protected would open.",
                mend=f"Put the newest of their files into {self._folder / KEYS}.",
            )
        return own if own in kept else kept[-1]

    def _prune_keys(self, now: datetime, newest: str) -> None:
        for path in (self._folder / KEYS).glob("*.jsonl"):
            made_at = datetime.strptime(path.stem, _NAME).replace(tzinfo=UTC)
            if path.stem != newest and now - made_at > KEYS_KEPT:
                path.unlink()


def _read(path: Path) -> Backup:
    said = json.loads(path.read_text())
    return Backup(said["name"], said["revision"], said["counts"], tuple(said["files"]), said["sha256"])


def _write(path: Path, backup: Backup) -> None:
    """Last of all, and aside first: a folder with a manifest is whole."""
    said: dict[str, Json] = {
        "name": backup.name,
        "consultkit": version("consultkit"),
        "revision": backup.revision,
        "counts": dict(backup.counts),
        "files": list(backup.file_names),
        "sha256": dict(backup.sha256),
    }
    aside = path.with_suffix(".new")
    aside.write_text(json.dumps(said, indent=1))
    aside.replace(path)


def _has(store: FileStore, name: str) -> bool:
    try:
        next(store.open(name), b"")
    except NotFoundError:
        return False
    return True


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    for piece in _pieces(path):
        digest.update(piece)
    return digest.hexdigest()


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            yield piece


def _damaged(path: Path) -> ConfigurationError:
    return ConfigurationError(
        f"The backup is damaged: {path} is missing, or not as it was written.",
        mend="Take another backup back: `consultkit backup --list FOLDER` names them.",
    )
