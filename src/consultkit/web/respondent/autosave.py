"""A page saved while it is typed. Comfort of a script: without it each page is saved when one goes on."""

from __future__ import annotations

from http import HTTPStatus
from uuid import UUID

from flask import Response, jsonify
from flask.typing import ResponseReturnValue

from consultkit.errors import DraftConflictError
from consultkit.form import PageReading
from consultkit.records import Answers
from consultkit.schema import Page
from consultkit.web.access import Access, open_to
from consultkit.web.respondent.blueprint import blueprint
from consultkit.web.respondent.drafts import OpenDraft, open_draft
from consultkit.web.respondent.questions import keep, reading_of


@blueprint.post("/<consultation>/draft/<uuid:draft_id>/<page_id>/autosave")
@open_to(Access.RESPONDENT)
def autosave(consultation: str, draft_id: UUID, page_id: str) -> ResponseReturnValue:
    """Keep what can be taken by now, and tell the version that the page is then made from, as JSON.

    409 when another tab has saved since: nothing is kept, and the page shows both when it is saved by hand.
    """
    opened = open_draft(consultation, draft_id)
    if not opened.has(page_id):
        return _nothing(HTTPStatus.CONFLICT)
    try:
        return _keep_typed(opened, opened.form.page(page_id))
    except DraftConflictError:
        return _nothing(HTTPStatus.CONFLICT)


def _keep_typed(opened: OpenDraft, page: Page) -> Response:
    answers = _half_typed(reading_of(opened, page), opened.draft.answers)
    saved = keep(opened, answers)
    return jsonify(version=saved.draft.version)


def _half_typed(reading: PageReading, kept: Answers) -> Answers:
    """What cannot be taken yet is perhaps being typed: until then what was kept of it stays."""
    unfinished = {id_: kept[id_] for id_ in reading.typed if id_ in kept}
    return {**reading.answers, **unfinished}


def _nothing(status: HTTPStatus) -> ResponseReturnValue:
    return jsonify(), status
