"""The list of contributions, and one of them."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from consultkit.web.access import Access, open_to
from consultkit.web.desk.blueprint import blueprint
from consultkit.web.extension import consultation_named, the_kit, today_in
from consultkit.web.render import answer_views
from consultkit.web.visitor import require_official


@blueprint.get("/<consultation>/contributions")
@open_to(Access.OFFICIAL)
def contributions(consultation: str) -> ResponseReturnValue:
    """The latest first, a page at a time."""
    official = require_official(consultation)
    return render_template(
        "desk/contributions.html",
        consultation=consultation_named(consultation),
        listed=the_kit().desk.contributions(official, after=request.args.get("after")),
        is_first=request.args.get("after") is None,
    )


@blueprint.get("/<consultation>/contributions/<reference>")
@open_to(Access.OFFICIAL)
def contribution(consultation: str, reference: str) -> ResponseReturnValue:
    """What was answered, in the words of the form that was answered, and what became of it."""
    official = require_official(consultation)
    found, opened = consultation_named(consultation), the_kit().desk.contribution(official, reference)
    journey = opened.form.journey(opened.submission.answers, today=today_in(found))
    return render_template(
        "desk/contribution.html",
        consultation=found,
        submission=opened.submission,
        cases=opened.cases,
        sections=[
            (page, answer_views(journey.questions(page), opened.submission.answers, opened.told))
            for page in journey.pages
        ],
    )
