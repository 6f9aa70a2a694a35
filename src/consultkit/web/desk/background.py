"""Counting everything in the background: asked for on a page, made by the worker, shown on that page."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from consultkit.errors import NotFoundError
from consultkit.operations import Background, summary_choice, texts_choice
from consultkit.records import ExportChoice, ExportState, Official
from consultkit.web.access import Access, open_to
from consultkit.web.desk.blueprint import blueprint
from consultkit.web.desk.filtering import asked_of
from consultkit.web.desk.saved_lists import MOST_OF_A_QUERY
from consultkit.web.extension import consultation_named, the_kit
from consultkit.web.visitor import require_official


@blueprint.post("/<consultation>/count-in-background")
@open_to(Access.OFFICIAL)
def count_in_background(consultation: str) -> ResponseReturnValue:
    """Have the worker count what the page that sent this cannot: everything, or the texts of a question."""
    official, found = require_official(consultation), consultation_named(consultation)
    query = dict(parse_qsl(request.form.get("query", "")[:MOST_OF_A_QUERY]))
    only, question = asked_of(query, found, official).only, request.form.get("question", "")
    if question and question not in {one.id for one in the_kit().texts.questions(official)}:
        raise NotFoundError("There is no such question.")
    the_kit().exports.ask(official, texts_choice(question, only) if question else summary_choice(only))
    page = "desk.texts" if question else "desk.summary"
    shown = urlencode(query | ({"question": question} if question else {}))
    return redirect(f"{url_for(page, consultation=consultation)}?{shown}", code=303)


def made(official: Official, choice: ExportChoice) -> Background | None:
    """What was asked for, as far as it is; None when nothing is, or when it could not be made."""
    background = the_kit().exports.background(official, choice)
    return None if background and background.state is ExportState.FAILED else background
