"""Where the bytes of files are: a folder, or a bucket. They come sealed, and under names of ours."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Protocol
from urllib.parse import urlsplit

from consultkit.errors import ConfigurationError, NotFoundError, ServiceError
from consultkit.storage.sealed_files import PIECE_BYTES

_name = re.compile(r"(?:(?P<shelf>[a-z]+)/)?(?P<own>[0-9a-f]{32})")


class FileStore(Protocol):
    """Keeps bytes under names, which are 32 hexadecimal digits, alone or on a shelf: `erasures/0a1b…`.

    Any call raises ServiceError when the store does not answer.
    """

    def put(self, name: str, content: Iterable[bytes]) -> None:
        """Durable when it returns; nothing is left under the name when it raises."""

    def open(self, name: str) -> Iterator[bytes]:
        """The bytes, piece by piece. Raises NotFoundError."""
        ...

    def delete(self, name: str) -> None:
        """Deleting what is not there changes nothing."""

    def names(self, shelf: str) -> Iterator[str]:
        """All that is on a shelf, in no order."""
        ...


def store_at(place: str) -> FileStore:
    """The store at a folder, or at `s3://bucket/prefix`. Raises ConfigurationError."""
    if "://" not in place:
        return FolderStore(Path(place))
    if urlsplit(place).scheme != "s3":
        raise ConfigurationError(
            f"CONSULTKIT_FILES is {place!r}, which is neither a folder nor a bucket.",
            mend="Write a path, or s3://bucket/prefix.",
        )
    try:
        from consultkit.storage.bucket_store import bucket_at
    except ModuleNotFoundError as error:
        raise ConfigurationError(
            f"CONSULTKIT_FILES is {place!r}, and obstore is not installed.",
            mend="Install it: pip install 'consultkit[s3]'.",
        ) from error
    return bucket_at(place)


class FolderStore:
    """A folder on a disk of this machine, or one that all machines mount."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, name: str, content: Iterable[bytes]) -> None:
        path = self._path(name)
        aside = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            try:
                _write(aside, content)
                aside.replace(path)
                _sync_folder(path.parent)
            finally:
                aside.unlink(missing_ok=True)
        except OSError as error:
            raise _unavailable() from error

    def open(self, name: str) -> Iterator[bytes]:
        try:
            file = self._path(name).open("rb")
        except FileNotFoundError:
            raise NotFoundError("There is no such file.") from None
        except OSError as error:
            raise _unavailable() from error

        pieces = _pieces(file)
        # Begun, it closes the file even when nobody asks for a piece.
        next(pieces)
        return pieces

    def delete(self, name: str) -> None:
        try:
            self._path(name).unlink(missing_ok=True)
        except OSError as error:
            raise _unavailable() from error

    def names(self, shelf: str) -> Iterator[str]:
        try:
            found = [path.name for path in (self._folder / shelf).glob("*/*")]
        except OSError as error:
            raise _unavailable() from error
        # What was being written when the power went has another name.
        yield from (f"{shelf}/{name}" for name in found if _name.fullmatch(name))

    def _path(self, name: str) -> Path:
        found = _name.fullmatch(name)
        if not found:
            raise NotFoundError("There is no such file.")
        # So that no folder has more files than tools can list.
        return self._folder / (found["shelf"] or "") / found["own"][:2] / found["own"]


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        yield b""
        while piece := file.read(PIECE_BYTES):
            yield piece


def _write(path: Path, content: Iterable[bytes]) -> None:
    descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.writelines(content)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    # Otherwise the name itself could be lost with the power.
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _unavailable() -> ServiceError:
    return ServiceError("The file store does not answer.", code="files")
