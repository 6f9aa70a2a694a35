"""How much a request may bring: more where a page asks for files, and only from who is signed in."""

from __future__ import annotations

from flask import Flask, request

from consultkit.schema import FileQuestion, Page
from consultkit.web.extension import page_consultation
from consultkit.web.visitor import is_signed_in

MOST = 300_000_000
"""Bytes. Whoever has more to hand in does it in several steps."""
_TAKES_FILES = frozenset({"respondent.save", "respondent.upload"})


def install_upload_limits(app: Flask) -> None:
    """Before anything reads a form: what is too long is refused before it is read."""
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
    questions = (question for question in page.questions if isinstance(question, FileQuestion))
    return min(MOST, 2 * sum(question.most * question.max_size.bytes for question in questions))
