"""What a thief holds who has copied everything but the keys, and how to look through it."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Sequence
from pathlib import Path

import sqlalchemy as sa
from stored_bytes import stored_bytes

from consultkit.storage import Archive

BEGINNING = "canary-"
"""Of every canary."""
_PIECE = 8 * 1024 * 1024


def found_in(pieces: Iterator[bytes], canaries: Sequence[str]) -> set[str]:
    """Those that can be read there: as they are, in two-byte letters, in hexadecimal or in Base64."""
    sought = {form: canary for canary in canaries for form in _forms(canary)}
    begins, found = _forms(BEGINNING), set[str]()
    for piece in pieces:
        # Most of what is looked through has none at all: hundreds of searches are saved.
        if any(form in piece for form in begins):
            found |= {canary for form, canary in sought.items() if canary not in found and form in piece}
    return found


def _forms(canary: str) -> set[bytes]:
    plain = canary.encode()
    # Where it begins within three bytes decides what Base64 makes of it; the ends depend on what is around.
    based = {b64encode(b" " * shift + plain)[4 if shift else 0 : -4] for shift in range(3)}
    return {plain, canary.encode("utf-16-le"), plain.hex().encode(), plain.hex().upper().encode(), *based}


def everything(archive: Archive, folder: Path) -> Iterator[bytes]:
    """The database as a dump and as its server's files with their log, then all files of the deployment."""
    yield stored_bytes(archive)
    if archive.engine.dialect.name == "postgresql":
        with archive.reading() as tx:
            tx.connection.exec_driver_sql("CHECKPOINT")
            of_server = tx.connection.execute(sa.text("SHOW data_directory")).scalar_one()
        yield from _files_of(Path(of_server))
    yield from _files_of(folder)


def _files_of(folder: Path) -> Iterator[bytes]:
    for path in folder.rglob("*"):
        if path.is_file():
            yield from _pieces(path)


def _pieces(path: Path) -> Iterator[bytes]:
    # Pieces overlap, for what stands across an end.
    rest = b""
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            yield rest + piece
            rest = piece[-400:]
