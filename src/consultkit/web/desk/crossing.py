"""Two closed questions together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import render_template, request
from flask.typing import ResponseReturnValue

from consultkit.errors import RespondentError
from consultkit.records import Official
from consultkit.results import ANY, CrossTable
from consultkit.results.charts import Chart, Stack, heat_table, stacked_bars
from consultkit.schema import Question
from consultkit.web.access import Access, open_to
from consultkit.web.desk.blueprint import blueprint
from consultkit.web.desk.drawn import chart_file, drawn
from consultkit.web.desk.filtering import Asked, asked_of
from consultkit.web.desk.summary_charts import said_of
from consultkit.web.extension import consultation_named, the_kit
from consultkit.web.language import current_language, gettext, instruction, localised, ngettext
from consultkit.web.visitor import require_official

SHARES = ("row", "column", "total")
_ASKED = ("rows", "columns", "shares")
_SHARE_OF = {
    "row": CrossTable.share_of_row,
    "column": CrossTable.share_of_column,
    "total": CrossTable.share_of_total,
}


@dataclass(frozen=True, slots=True)
class Crossed:
    """Two questions, as the address names them, and their table."""

    rows: Question
    columns: Question
    table: CrossTable
    shares: str

    def said(self, row: str, column: str) -> str:
        """« 12 (34 %) », of what the visitor wants shares of."""
        share = _SHARE_OF[self.shares](self.table, row, column)
        return said_of(self.table.count(row, column), float(share))

    def line(self, row: str) -> list[str]:
        return [self.said(row, column) for column in self.table.columns]


@blueprint.get("/<consultation>/cross")
@open_to(Access.OFFICIAL)
def cross(consultation: str) -> ResponseReturnValue:
    """How many gave both answers."""
    official, found = require_official(consultation), consultation_named(consultation)
    asked = asked_of(request.args, found, official)
    crossed, problem = _crossed(official, asked)
    return render_template(
        "desk/cross.html",
        consultation=found,
        asked=asked,
        options=crossed_options(official),
        crossed=crossed,
        problem=problem,
        code_in_words=code_in_words,
        charts=drawn(crossed_charts(crossed), "desk.cross_chart", consultation) if crossed else {},
        any=ANY,
        chosen={name: request.args.get(name, "") for name in _ASKED},
        kept={name: value for name, value in request.args.items() if name not in _ASKED},
    )


@blueprint.get("/<consultation>/cross/chart.<any(svg, png, csv):ending>")
@open_to(Access.OFFICIAL)
def cross_chart(consultation: str, ending: str) -> ResponseReturnValue:
    """One of its charts as a file."""
    official, found = require_official(consultation), consultation_named(consultation)
    crossed, _problem = _crossed(official, asked_of(request.args, found, official))
    return chart_file(crossed_charts(crossed) if crossed else {}, ending)


def code_in_words(question: Question, code: str) -> str:
    """A closed answer, in the visitor's language."""
    return question.code_label(code, current_language())


def _crossed(official: Official, asked: Asked) -> tuple[Crossed | None, str]:
    """What the address asks for; else why there is nothing to show."""
    rows, columns = request.args.get("rows", ""), request.args.get("columns", "")
    questions = {one.id: one for one in the_kit().results.crossed(official)}
    if not rows or not columns:
        return None, ""
    if rows == columns or not {rows, columns} <= questions.keys():
        return None, gettext("Choose two different questions.")
    shares = request.args.get("shares", "")
    try:
        table = the_kit().results.cross(official, rows, columns, asked.only)
    except RespondentError as error:
        return None, instruction(error)
    return Crossed(questions[rows], questions[columns], table, shares if shares in SHARES else "row"), ""


def crossed_charts(crossed: Crossed) -> Mapping[str, Chart]:
    """How often both were answered, and how the answers of each row part."""
    table, title = crossed.table, _title(crossed.rows, crossed.columns)
    rows = [code_in_words(crossed.rows, row) for row in table.rows]
    columns = [code_in_words(crossed.columns, column) for column in table.columns]
    values = [tuple(table.count(row, column) for column in table.columns) for row in table.rows]
    said = [tuple(crossed.line(row)) for row in table.rows]
    told = ngettext("%(num)s contribution answers both.", "%(num)s contributions answer both.", table.total)
    description, corner = told % {"num": table.total}, localised(crossed.rows.label)
    figures = [tuple(str(value) for value in row) for row in values]
    stacks = [Stack(*one) for one in zip(rows, values, said, strict=True)]
    return {
        "heat": heat_table(title, description, rows, columns, values, figures, corner),
        "stacked": stacked_bars(title, description, columns, stacks, corner),
    }


def _title(rows: Question, columns: Question) -> str:
    return gettext("%(rows)s by %(columns)s") % {
        "rows": localised(rows.label),
        "columns": localised(columns.label),
    }


def crossed_options(official: Official) -> list[dict[str, str]]:
    """The questions that can be chosen."""
    return [{"value": one.id, "label": localised(one.label)} for one in the_kit().results.crossed(official)]
