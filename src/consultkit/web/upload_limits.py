"""How much a request may bring: more where a page asks for files, and only from who is signed in."""

from __future__ import annotations

from tempfile import SpooledTemporaryFile
from typing import IO

from flask import Flask, Request, request
from werkzeug.exceptions import RequestEntityTooLarge

from consultkit.schema import FileQuestion, Page
from consultkit.web.extension import page_consultation
from consultkit.web.visitor import is_signed_in

MOST = 300_000_000
"""Bytes. Whoever has more to hand in does it in several steps."""
MOST_FILES = 60
"""In one request, whatever its page asks for."""
IN_MEMORY = 64 * 1024
"""Bytes of each file that are held in memory while it comes in."""
_TAKES_FILES = frozenset({"respondent.save", "respondent.upload"})


class UploadRequest(Request):
    """A request whose files go to the disk while they come in, and whose number is limited too."""

    def _get_file_stream(self, *_said: object, **_more: object) -> IO[bytes]:
        # What the browser says of sizes and types is not believed.
        begun: list[IO[bytes]] = self.__dict__.setdefault("_begun_files", [])
        if len(begun) == MOST_FILES:
            for one in begun:
                one.close()
            raise RequestEntityTooLarge
        begun.append(SpooledTemporaryFile(max_size=IN_MEMORY, mode="rb+"))  # noqa: SIM115 - flask closes it
        return begun[-1]


def install_upload_limits(app: Flask) -> None:
    """Before anything reads a form: what is too long is refused before it is read."""
    app.request_class = UploadRequest
    app.before_request(_raise_limit)


def _raise_limit() -> None:
    page = _asked_page()
    # Files go to the disk while they come in; other fields stay within `MAX_FORM_MEMORY_SIZE`.
    if page is not None and is_signed_in():
        request.max_content_length = (request.max_content_length or 0) + _room_for_files(page)


def _asked_page() -> Page | None:
    consultation = page_consultation() if request.endpoint in _TAKES_FILES else None
    name = (request.view_args or {}).get("page_id")
    return next((page for page in consultation.pages if page.id == name), None) if consultation else None


def _room_for_files(page: Page) -> int:
    """Twice what the page asks for: who chose a file too large is told so beside the question."""
    questions = (question for question in page.met if isinstance(question, FileQuestion))
    return min(MOST, 2 * sum(question.most * question.max_size.bytes for question in questions))
