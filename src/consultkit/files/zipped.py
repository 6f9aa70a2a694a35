"""Office documents are packages of parts: looked at without unpacking more than a few small ones."""

from __future__ import annotations

import io
import struct
import zipfile
from dataclasses import dataclass
from typing import BinaryIO

from consultkit.files.refusals import FileRefused, locked, not_what_it_says, refused_file

MOST_PARTS = 5_000
MOST_UNPACKED = 200 * 1024 * 1024
"""Bytes, by what the package says of its parts."""
MOST_RATIO = 200
"""How much larger it may get by unpacking, once it gets larger than `FREE_OF_RATIO`."""
FREE_OF_RATIO = 10 * 1024 * 1024
MOST_DIRECTORY = 1024 * 1024
"""Bytes of the list of parts, which is read whole."""
MOST_OF_PART = 1024 * 1024
_END, _END_64 = b"PK\x05\x06", b"PK\x06\x07"
_TAIL = 65_557
"""The longest end of a package: its record, and a comment (APPNOTE.TXT 4.3.16)."""
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = 0x1


@dataclass(frozen=True, slots=True)
class Package:
    """What tells one kind from the others: its main part (OOXML), or what its first part says (ODF)."""

    word: str
    main: str = "mimetype"
    mimetype: str = ""


def check_package(content: BinaryIO, package: Package) -> None:
    """Raises FileRefused."""
    size = content.seek(0, io.SEEK_END)
    content.seek(0)
    if content.read(len(_OLE)) == _OLE:
        # Microsoft's office puts a document with a password into a file of the older kind.
        raise locked()
    _refuse_long_directory(content, size, package)
    try:
        with zipfile.ZipFile(content) as opened:
            _check_parts(opened.infolist(), size)
            _check_kind(opened, package)
    except (zipfile.BadZipFile, OSError, ValueError, KeyError, EOFError, NotImplementedError, struct.error):
        raise not_what_it_says(package.word) from None


def _refuse_long_directory(content: BinaryIO, size: int, package: Package) -> None:
    content.seek(max(0, size - _TAIL))
    tail = content.read()
    end = tail.rfind(_END)
    if end < 0 or len(tail) < end + 22:
        raise not_what_it_says(package.word)
    (directory,) = struct.unpack_from("<I", tail, end + 12)
    if directory > MOST_DIRECTORY or _END_64 in tail:
        raise _too_large()


def _check_parts(parts: list[zipfile.ZipInfo], size: int) -> None:
    if any(part.flag_bits & _ENCRYPTED for part in parts):
        raise locked()
    unpacked = sum(part.file_size for part in parts)
    swollen = unpacked > FREE_OF_RATIO and unpacked > size * MOST_RATIO
    if len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED or swollen:
        raise _too_large()
    if any(_is_macro(part.filename) for part in parts):
        raise refused_file("macros", "Save “{name}” without macros, then choose it again.")


def _is_macro(name: str) -> bool:
    return name.lower().endswith("vbaproject.bin") or name.startswith(("Basic/", "Scripts/"))


def _check_kind(opened: zipfile.ZipFile, package: Package) -> None:
    said = _start_of(opened, package.main)
    if not package.mimetype:
        opened.getinfo("[Content_Types].xml")
        return
    if said.strip() != package.mimetype.encode():
        raise not_what_it_says(package.word)
    if b"encryption-data" in _start_of(opened, "META-INF/manifest.xml"):
        raise locked()


def _start_of(opened: zipfile.ZipFile, part: str) -> bytes:
    """Raises KeyError when there is no such part."""
    with opened.open(part) as content:
        return content.read(MOST_OF_PART)


def _too_large() -> FileRefused:
    return refused_file("swollen", "Choose another file: “{name}” holds too much to be looked through.")
