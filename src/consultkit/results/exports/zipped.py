"""A ZIP file that is written as it is read: nothing of it waits in memory or on a disk."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class ExportFile:
    """One file of an export. Its pieces are made as they are read, once, and in the order of the files."""

    name: str
    pieces: Iterable[bytes]


class _Outlet(io.RawIOBase):
    """What the archive is written to: it keeps what nobody has fetched yet."""

    def __init__(self) -> None:
        self._kept = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, piece: object, /) -> int:
        written = bytes(piece)  # type: ignore[call-overload]
        self._kept += written
        return len(written)

    def fetch(self) -> bytes:
        fetched = bytes(self._kept)
        self._kept.clear()
        return fetched


def zipped(files: Iterable[ExportFile], at: datetime) -> Iterator[bytes]:
    """The archive, piece by piece. Every file in it bears the date `at`."""
    outlet = _Outlet()
    with zipfile.ZipFile(outlet, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for file in files:
            entry = zipfile.ZipInfo(file.name, at.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            with archive.open(entry, "w", force_zip64=True) as inside:
                for piece in file.pieces:
                    inside.write(piece)
                    yield outlet.fetch()
    yield outlet.fetch()
