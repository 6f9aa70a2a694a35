"""What the contributions come to, question by question, and a file for a spreadsheet."""

from __future__ import annotations

from fractions import Fraction

from babel.numbers import format_decimal
from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from consultkit.errors import RespondentError
from consultkit.operations import MOST_OPENED, Background, summary_choice
from consultkit.records import Official
from consultkit.results import Summary
from consultkit.web.access import Access, open_to
from consultkit.web.desk.background import made
from consultkit.web.desk.blueprint import blueprint
from consultkit.web.desk.drawn import chart_file, drawn
from consultkit.web.desk.filtering import Asked, asked_of
from consultkit.web.desk.summary_charts import charts_of, middle_in_words, said_of, title_of
from consultkit.web.extension import consultation_named, the_kit
from consultkit.web.language import current_language, instruction
from consultkit.web.visitor import require_official

OPENED = "opened"
"""In the address: that what is sealed is opened and counted too."""


@blueprint.get("/<consultation>/summary")
@open_to(Access.OFFICIAL)
def summary(consultation: str) -> ResponseReturnValue:
    """How many, and what they answered, question by question, of all or of a part."""
    official, found = require_official(consultation), consultation_named(consultation)
    asked = asked_of(request.args, found, official)
    background = made(official, summary_choice(asked.only))
    summed, problem = _shown(official, asked, background)
    return render_template(
        "desk/summary.html",
        consultation=found,
        summary=summed,
        asked=asked,
        problem=problem,
        number=the_kit().results.number(official),
        is_opened=OPENED in request.args,
        background=background,
        is_large=problem or summed.total > MOST_OPENED,
        can_open=summed.total <= MOST_OPENED and OPENED not in request.args,
        charts=drawn(charts_of(summed), "desk.summary_chart", consultation),
        title_of=title_of,
        said_of=said_of,
        middle_in_words=middle_in_words,
        crossed={one.id for one in the_kit().results.crossed(official)},
        coding=the_kit().coding.summary(official),
        kappa_in_words=kappa_in_words,
    )


@blueprint.get("/<consultation>/summary/chart.<any(svg, png, csv):ending>")
@open_to(Access.OFFICIAL)
def summary_chart(consultation: str, ending: str) -> ResponseReturnValue:
    """One of its charts as a file."""
    official, found = require_official(consultation), consultation_named(consultation)
    asked = asked_of(request.args, found, official)
    summed, _problem = _shown(official, asked, made(official, summary_choice(asked.only)))
    return chart_file(charts_of(summed), ending)


def kappa_in_words(kappa: Fraction | None) -> str:
    """Such as « 0,62 »; a dash where nobody could disagree."""
    return "–" if kappa is None else format_decimal(float(kappa), "0.00", locale=current_language())


def _shown(official: Official, asked: Asked, background: Background | None) -> tuple[Summary, str]:
    """What a worker counted where it did; else what a page can count, and why that is not all."""
    if background and background.summary:
        return background.summary, ""
    try:
        return _summed(official, asked), ""
    except RespondentError as error:
        return the_kit().results.summary(official), instruction(error)


def _summed(official: Official, asked: Asked) -> Summary:
    if OPENED in request.args:
        return the_kit().results.opened(official, asked.only)
    return the_kit().results.summary(official, asked.only)


@blueprint.get("/<consultation>/export.csv")
@open_to(Access.OFFICIAL)
def export(consultation: str) -> ResponseReturnValue:
    """Every contribution, streamed, in the form that French spreadsheets read."""
    official = require_official(consultation)
    pieces = the_kit().desk.export(official, current_language())
    response = Response(pieces, mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="{consultation}.csv"'
    return response
