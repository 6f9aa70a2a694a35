"""Files that were handed in: how a page tells of them, and how they are handed out again."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from itertools import chain
from urllib.parse import quote
from uuid import UUID

from flask import Response

from consultkit.records import Attachment, Json, ScanState
from consultkit.schema import FileQuestion, Question, size_in_words
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


def view_of(attachment: Attachment, address: Callable[[Attachment], str]) -> FileView:
    infected = attachment.state is ScanState.INFECTED
    return FileView(
        id=str(attachment.id),
        name=attachment.name,
        size=size_in_words(attachment.size, current_language()),
        state=attachment.state.value,
        url="" if infected else address(attachment),
    )
