"""Two groups side by side: those who gave the one answer to a question, and those who gave the other."""

from __future__ import annotations

from dataclasses import dataclass

from flask import render_template, request
from flask.typing import ResponseReturnValue

from consultkit.errors import NotFoundError
from consultkit.operations import Compared
from consultkit.records import Official
from consultkit.results import ANY
from consultkit.results.charts import Chart, heat_table
from consultkit.schema import Question
from consultkit.web.access import Access, open_to
from consultkit.web.desk.blueprint import blueprint
from consultkit.web.desk.crossing import code_in_words, crossed_options
from consultkit.web.desk.drawn import chart_file, drawn
from consultkit.web.desk.summary_charts import said_of
from consultkit.web.extension import consultation_named, the_kit
from consultkit.web.language import gettext, localised
from consultkit.web.visitor import require_official


@dataclass(frozen=True, slots=True)
class Groups:
    """What parts them, and their two answers to it; none where the address names no two."""

    by: Question | None
    codes: tuple[str, ...] = ()


@blueprint.get("/<consultation>/compare")
@open_to(Access.OFFICIAL)
def compare(consultation: str) -> ResponseReturnValue:
    """Every closed question, as two groups answered it."""
    official = require_official(consultation)
    groups = _groups(official)
    by = groups.by
    return render_template(
        "desk/compare.html",
        consultation=consultation_named(consultation),
        options=crossed_options(official),
        by=by,
        codes=[{"value": code, "label": code_in_words(by, code)} for code in by.all_codes()] if by else [],
        groups=groups,
        chosen={name: request.args.get(name, "") for name in ("one", "other")},
        charts=drawn(_charts(official, groups), "desk.compare_chart", consultation),
    )


@blueprint.get("/<consultation>/compare/chart.<any(svg, png, csv):ending>")
@open_to(Access.OFFICIAL)
def compare_chart(consultation: str, ending: str) -> ResponseReturnValue:
    """One of its charts as a file."""
    official = require_official(consultation)
    return chart_file(_charts(official, _groups(official)), ending)


def _groups(official: Official) -> Groups:
    """Raises NotFoundError for a question that parts nobody."""
    asked = request.args.get("by", "")
    if not asked:
        return Groups(None)
    by = next((one for one in the_kit().results.crossed(official) if one.id == asked), None)
    if by is None:
        raise NotFoundError("There is no such closed question.")
    codes = (request.args.get("one", ""), request.args.get("other", ""))
    return Groups(by, codes if codes[0] != codes[1] and {*codes} <= {*by.all_codes()} else ())


def _charts(official: Official, groups: Groups) -> dict[str, Chart]:
    if groups.by is None or not groups.codes:
        return {}
    compared = the_kit().results.compare(official, groups.by.id, *groups.codes)
    return {one.question.id: side_by_side(one, groups) for one in compared if one.table.total}


def side_by_side(compared: Compared, groups: Groups) -> Chart:
    """Shares of each group: groups of different sizes can be held side by side."""
    table, question = compared.table, compared.question
    shares = [[float(table.share_of_column(row, code)) for code in groups.codes] for row in table.rows]
    said = [
        [said_of(table.count(row, code), share) for code, share in zip(groups.codes, its, strict=True)]
        for row, its in zip(table.rows, shares, strict=True)
    ]
    rows = [code_in_words(question, row) for row in table.rows]
    names = [code_in_words(groups.by, code) if groups.by else code for code in groups.codes]
    sizes = ", ".join(
        f"{name}: {table.count(ANY, code)}" for name, code in zip(names, groups.codes, strict=True)
    )
    per_cent = [[round(100 * share) for share in its] for its in shares]
    return heat_table(localised(question.label), sizes, rows, names, per_cent, said, gettext("Answer"))
