"""What the contributions come to: a summary per question, and a file for a spreadsheet."""

from __future__ import annotations

from fractions import Fraction

from babel.numbers import format_decimal
from flask import Response, render_template
from flask.typing import ResponseReturnValue

from consultkit.results import QuestionSummary
from consultkit.web.access import Access, open_to
from consultkit.web.desk.blueprint import blueprint
from consultkit.web.extension import consultation_named, the_kit
from consultkit.web.language import current_language, localised
from consultkit.web.visitor import require_official


@blueprint.get("/<consultation>/summary")
@open_to(Access.OFFICIAL)
def summary(consultation: str) -> ResponseReturnValue:
    """How many, and what they chose, question by question."""
    official = require_official(consultation)
    found = the_kit().results.summary(official)
    return render_template(
        "desk/summary.html",
        consultation=consultation_named(consultation),
        summary=found,
        closed=[summed for summed in found.questions if summed.codes],
        free=[(_title(one), one.answered) for one in found.questions if not one.codes],
        rows_of=_rows,
        title_of=_title,
        coding=the_kit().coding.summary(official),
        kappa_in_words=kappa_in_words,
    )


def kappa_in_words(kappa: Fraction | None) -> str:
    """Such as « 0,62 »; a dash where nobody could disagree."""
    return "–" if kappa is None else format_decimal(float(kappa), "0.00", locale=current_language())


def _title(summed: QuestionSummary) -> str:
    """The label; where the id is another question's by now, with the last version that asked this one."""
    label = localised(summed.question.label)
    return f"{label} (version {summed.until})" if summed.until else label


def _rows(summed: QuestionSummary) -> list[tuple[str, int, int]]:
    """Label, count and share in per cent."""
    return [(_label(summed, one.code), one.count, round(float(one.share) * 100)) for one in summed.codes]


def _label(summed: QuestionSummary, code: str) -> str:
    return summed.code_label(code, current_language())


@blueprint.get("/<consultation>/export.csv")
@open_to(Access.OFFICIAL)
def export(consultation: str) -> ResponseReturnValue:
    """Every contribution, streamed, in the form that French spreadsheets read."""
    official = require_official(consultation)
    pieces = the_kit().desk.export(official, current_language())
    response = Response(pieces, mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="{consultation}.csv"'
    return response
