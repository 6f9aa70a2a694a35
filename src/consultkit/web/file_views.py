"""Files that were handed in: how a page tells of them, and how they are handed out again."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import BinaryIO, Protocol, cast
from urllib.parse import quote
from uuid import UUID

from flask import Response, request

from consultkit.operations import MOST_BYTES_OF_FILE, MOST_FILES_AT_ONCE
from consultkit.records import Attachment, Json, ScanState
from consultkit.schema import Consultation, FileQuestion, Question, size_in_words
from consultkit.web.extension import the_kit
from consultkit.web.language import current_language
from consultkit.web.render import FilesOf, FileView


def file_response(attachment: Attachment) -> Response:
    """The bytes, always to be saved and never to be shown: whatever they are, no browser runs them here."""
    return to_be_saved(attachment.name, attachment.size, the_kit().attachments.content(attachment))


def to_be_saved(name: str, size: int, content: Iterator[bytes]) -> Response:
    """A file of somebody's under its name."""
    # The first piece now: what cannot be opened at all is an error page, not half an answer.
    pieces: Iterator[bytes] = chain([next(content, b"")], content)
    response = Response(pieces, mimetype="application/octet-stream")
    response.headers["Content-Disposition"] = _named(name)
    response.headers["Content-Length"] = str(size)
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def sent_files(name: str) -> list[tuple[str, BinaryIO]]:
    """What was chosen in a control of this form, each file with the name that it came under."""
    chosen = [one for one in request.files.getlist(name) if one.filename]
    return [(one.filename or "", cast("BinaryIO", one.stream)) for one in chosen]


def _named(name: str) -> str:
    """RFC 6266: the name in the letters that every client reads, then as it is (RFC 8187)."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().replace("\\", "_")
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def files_of(draft_id: UUID, address: Callable[[Attachment], str]) -> FilesOf:
    """For `answer_views`: the files of a draft or a submission. `address` is empty for what stays closed."""
    kept: dict[str, Attachment] = {}

    def find(question: Question, value: Json) -> tuple[FileView, ...]:
        if not isinstance(question, FileQuestion) or value is None:
            return ()
        if not kept:
            kept.update({str(one.id): one for one in the_kit().attachments.of_draft(draft_id)})
        ids = [str(entry["id"]) for entry in question.entries(value)]
        return tuple(view_of(kept[one], address) for one in ids if one in kept)

    return find


@dataclass(frozen=True, slots=True)
class Attaching:
    """What may be attached at once in a room, and whether somebody scans it."""

    most: int
    most_bytes: int
    scans: bool


def attaching(consultation: Consultation) -> Attaching:
    """For the control of a form: what it says of files."""
    scans = the_kit().attachments.has_scanner(consultation.id)
    return Attaching(MOST_FILES_AT_ONCE, MOST_BYTES_OF_FILE, scans)


class Readable(Protocol):
    """Says whether a file may be downloaded already."""

    def readable(self, attachment: Attachment, /) -> bool: ...


def room_file_view(attachment: Attachment, files: Readable, address: Callable[[Attachment], str]) -> FileView:
    """A file that was attached in a room: closed to everybody until it may be downloaded."""
    return view_of(attachment, lambda one: address(one) if files.readable(one) else "")


def view_of(attachment: Attachment, address: Callable[[Attachment], str]) -> FileView:
    infected = attachment.state is ScanState.INFECTED
    return FileView(
        id=str(attachment.id),
        name=attachment.name,
        size=size_in_words(attachment.size, current_language()),
        state=attachment.state.value,
        url="" if infected else address(attachment),
    )
