"""Entering what came on paper, by telephone or at a counter."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from consultkit.errors import RespondentError
from consultkit.web.access import Access, open_to
from consultkit.web.desk.blueprint import blueprint
from consultkit.web.desk.contributions import Refused, show_contribution
from consultkit.web.desk.study_views import channel_words
from consultkit.web.entering import enter_for, stop_entering
from consultkit.web.errors import instruction
from consultkit.web.extension import consultation_named, the_kit
from consultkit.web.visitor import require_caseworker


@blueprint.get("/<consultation>/entry")
@open_to(Access.CASEWORKER)
def entry(consultation: str) -> ResponseReturnValue:
    """How did it come?"""
    return _show(consultation)


@blueprint.post("/<consultation>/entry")
@open_to(Access.CASEWORKER)
def begin_entry(consultation: str) -> ResponseReturnValue:
    """Begin one; the pages that follow are those that a respondent sees."""
    official = require_caseworker(consultation)
    try:
        person, draft = the_kit().entry.begin(official, request.form.get("channel", ""))
    except RespondentError as error:
        return _show(consultation, instruction(error)), 422
    enter_for(official, person)
    address = url_for("respondent.resume", consultation=consultation, draft_id=draft.id)
    return redirect(address, code=303)


@blueprint.post("/<consultation>/entry/stop")
@open_to(Access.CASEWORKER)
def stop_entry(consultation: str) -> ResponseReturnValue:
    """Back to being an official. What was not sent stays a draft until drafts are thrown away."""
    stop_entering()
    return redirect(url_for("desk.contributions", consultation=consultation), code=303)


@blueprint.post("/<consultation>/contributions/<reference>/check-entry")
@open_to(Access.CASEWORKER)
def check_entry(consultation: str, reference: str) -> ResponseReturnValue:
    """A second official says that what was typed is what came."""
    official = require_caseworker(consultation)
    opened = the_kit().desk.look_up(official, reference)
    try:
        the_kit().entry.check(official, opened.submission.id)
    except RespondentError as error:
        return show_contribution(consultation, reference, Refused("entry", instruction(error))), 422
    return redirect(url_for("desk.contribution", consultation=consultation, reference=reference), code=303)


def _show(consultation: str, problem: str = "") -> str:
    options = [{"value": value, "label": label} for value, label in channel_words().items()]
    return render_template(
        "desk/entry.html", consultation=consultation_named(consultation), options=options, problem=problem
    )
