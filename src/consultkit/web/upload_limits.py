"""How much a request may bring: more where a page asks for files, and kept only from who is signed in."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from tempfile import SpooledTemporaryFile
from typing import IO, TYPE_CHECKING, TypeVar, cast

from flask import Flask, Request, current_app, request
from werkzeug.exceptions import RequestEntityTooLarge

from consultkit.schema import FileQuestion, Page
from consultkit.web.extension import page_consultation
from consultkit.web.security import comes_from_our_page
from consultkit.web.visitor import is_signed_in

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

MOST = 300_000_000
"""Bytes. Whoever has more to hand in does it in several steps."""
LEAST = 100_000_000
"""Bytes that any page with a question for a file takes: who chose one far too large is told so beside it, and
loses nothing else."""
MOST_FILES = 60
"""In one request, whatever its page asks for."""
IN_MEMORY = 64 * 1024
"""Bytes of each file that are held in memory while it comes in."""
_RULE = "consultkit_takes_files"
_TAKES_FILES = frozenset({"respondent.save", "respondent.upload"})


View = TypeVar("View", bound=Callable[..., object])


def takes_files(view: View) -> View:
    """Declare that a form with files is sent to this view, under the decorator of its route."""
    setattr(view, _RULE, True)
    return view


class _Nowhere(BytesIO):
    """Takes what is written and keeps nothing."""

    def write(self, content: ReadableBuffer, /) -> int:
        return memoryview(content).nbytes


class UploadRequest(Request):
    """A request whose files go to the disk while they come in, and whose number is limited too."""

    drops_files = False
    """Whether files are read past and kept nowhere."""

    def _get_file_stream(self, *_said: object, **_more: object) -> IO[bytes]:
        # What the browser says of sizes and types is not believed.
        begun: list[IO[bytes]] = self.__dict__.setdefault("_begun_files", [])
        if len(begun) == MOST_FILES:
            for one in begun:
                one.close()
            raise RequestEntityTooLarge
        begun.append(_Nowhere() if self.drops_files else _on_the_disk())
        return begun[-1]


def _on_the_disk() -> IO[bytes]:
    return SpooledTemporaryFile(max_size=IN_MEMORY, mode="rb+")


def install_upload_limits(app: Flask) -> None:
    """Before anything reads a form: what is too long is refused before it is read."""
    app.request_class = UploadRequest
    app.before_request(_raise_limit)


def _raise_limit() -> None:
    room = _room_asked()
    if not room:
        return
    # Files go to the disk while they come in; other fields stay within `MAX_FORM_MEMORY_SIZE`.
    if is_signed_in():
        request.max_content_length = (request.max_content_length or 0) + room
    # The visit has ended: what was typed beside the files is put by (see `expiry`), and they are nobody's.
    elif request.endpoint == "respondent.save" and comes_from_our_page():
        request.max_content_length = (request.max_content_length or 0) + room
        cast("UploadRequest", request).drops_files = True


def _room_asked() -> int:
    """Bytes of files that the view takes beside what any form may bring."""
    view = current_app.view_functions.get(request.endpoint or "")
    if getattr(view, _RULE, False):
        return LEAST
    page = _asked_page()
    return _room_for_files(page) if page else 0


def _asked_page() -> Page | None:
    consultation = page_consultation() if request.endpoint in _TAKES_FILES else None
    name = (request.view_args or {}).get("page_id")
    return next((page for page in consultation.pages if page.id == name), None) if consultation else None


def _room_for_files(page: Page) -> int:
    """None, or twice what the page asks for: who chose a file too large is told so beside the question."""
    asked = sum(one.most * one.max_size.bytes for one in page.met if isinstance(one, FileQuestion))
    return min(MOST, max(LEAST, 2 * asked)) if asked else 0
