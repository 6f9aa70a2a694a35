"""One file, from what a browser sent to what is kept of it."""

from __future__ import annotations

import io
import zlib
from collections.abc import Collection
from dataclasses import dataclass
from typing import BinaryIO

import puremagic

from consultkit.files.formats import FORMATS
from consultkit.files.names import extension_of, safe_name
from consultkit.files.refusals import FileRefused, not_what_it_says, refused_file

_HEAD = 4096
_MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Taken:
    """What is kept. Whoever gets it closes `content`."""

    name: str
    format: str
    content: BinaryIO
    size: int


def take(given_name: str, content: BinaryIO, formats: Collection[str], max_size: int) -> Taken:
    """Judge a file by its name and by what it is, never by what the browser says of it.

    `content` can be sought in; `max_size` is in bytes. Raises FileRefused.
    """
    name = safe_name(given_name)
    try:
        word = _format_of(name, formats)
        _refuse_by_size(content, max_size)
        _refuse_by_magic(content, word, extension_of(name))
        kept = FORMATS[word].make(content)
    except FileRefused as refusal:
        raise refusal.of(name) from None
    except (zlib.error, MemoryError, RecursionError):
        raise not_what_it_says(extension_of(name)).of(name) from None
    size = kept.seek(0, io.SEEK_END)
    kept.seek(0)
    return Taken(name, word, kept, size)


def _format_of(name: str, formats: Collection[str]) -> str:
    extension = extension_of(name)
    for word in formats:
        if extension in FORMATS[word].extensions:
            return word
    listed = ", ".join(word.upper() for word in formats)
    raise refused_file(
        "format", "Choose a file of one of these kinds: {formats}. “{name}” is not.", formats=listed
    )


def _refuse_by_size(content: BinaryIO, max_size: int) -> None:
    size = content.seek(0, io.SEEK_END)
    if size == 0:
        raise refused_file("empty", "Choose another file: “{name}” is empty.")
    if size > max_size:
        raise _too_large(max_size)


def _too_large(max_size: int) -> FileRefused:
    if max_size < _MEGABYTE:
        message = "Choose a smaller file: “{name}” has more than {most} kB."
        return refused_file("too_large", message, most=max_size // 1_000)
    message = "Choose a smaller file: “{name}” has more than {most} MB."
    return refused_file("too_large", message, most=max_size // _MEGABYTE)


def _refuse_by_magic(content: BinaryIO, word: str, extension: str) -> None:
    content.seek(0)
    head = content.read(_HEAD)
    content.seek(0)
    wanted = {f".{one}" for one in FORMATS[word].extensions}
    try:
        found = {match.extension for match in puremagic.magic_string(head) if match.offset == 0}
    except puremagic.PureError:
        found = set()
    # A document with a password lies in another container; what looks into packages says so.
    if not found & wanted and not head.startswith(b"\xd0\xcf\x11\xe0"):
        raise not_what_it_says(extension)
