"""What was written in free texts, question by question."""

from __future__ import annotations

from collections.abc import Sequence

from flask import render_template, request
from flask.typing import ResponseReturnValue

from consultkit.errors import RespondentError
from consultkit.operations import Written, texts_choice
from consultkit.records import Answers, Official
from consultkit.results.charts import Bar, Chart, bars
from consultkit.results.texts import KeywordCount, Line, Theme, can_find_themes
from consultkit.web.access import Access, open_to
from consultkit.web.desk.background import made
from consultkit.web.desk.blueprint import blueprint
from consultkit.web.desk.drawn import chart_file, drawn
from consultkit.web.desk.filtering import Asked, asked_of
from consultkit.web.desk.summary_charts import said_of
from consultkit.web.extension import consultation_named, the_kit
from consultkit.web.language import gettext, instruction, localised, ngettext
from consultkit.web.visitor import require_official

MOST_LINES = 100
MOST_LETTERS = 60


@blueprint.get("/<consultation>/texts")
@open_to(Access.OFFICIAL)
def texts(consultation: str) -> ResponseReturnValue:
    """Both numbers, the texts that share sentences, keywords, words, and themes where they are asked for."""
    official, found = require_official(consultation), consultation_named(consultation)
    asked = asked_of(request.args, found, official)
    questions = the_kit().texts.questions(official)
    named = [one for one in questions if one.id == request.args.get("question")]
    of = next(iter([*named, *questions]), None)
    keyword = request.args.get("keyword", "").strip()[:MOST_LETTERS]
    background = made(official, texts_choice(of.id, asked.only)) if of else None
    written, lines, themes, problem = _read(official, of.id if of else "", asked, keyword)
    if background and background.written and not written:
        written, problem = background.written, ""
    return render_template(
        "desk/texts.html",
        consultation=found,
        asked=asked,
        questions=[{"value": one.id, "label": localised(one.label)} for one in questions],
        of=of,
        written=written,
        keyword=keyword,
        lines=lines[:MOST_LINES],
        number_of_lines=len(lines),
        themes=themes,
        can_find_themes=can_find_themes(),
        problem=problem,
        background=background,
        charts=drawn(_charts(found.id, written), "desk.texts_chart", consultation) if written else {},
        kept={name: value for name, value in request.args.items() if name not in ("keyword", "question")},
    )


@blueprint.get("/<consultation>/texts/chart.<any(svg, png, csv):ending>")
@open_to(Access.OFFICIAL)
def texts_chart(consultation: str, ending: str) -> ResponseReturnValue:
    """One of its charts as a file."""
    official, found = require_official(consultation), consultation_named(consultation)
    asked, questions = asked_of(request.args, found, official), the_kit().texts.questions(official)
    of = request.args.get("question", questions[0].id if questions else "")
    background = made(official, texts_choice(of, asked.only)) if of else None
    counted = background.written if background else None
    written = counted or the_kit().texts.written(official, of, asked.only)
    return chart_file(_charts(found.id, written), ending)


def suggested_codes(official: Official, answers: Answers) -> list[str]:
    """What the keywords of the codebook say that the answers are about, in words."""
    codebook = the_kit().forms.current(official.consultation).consultation.desk.codebook
    return [localised(codebook[code].label) for code in the_kit().texts.suggested(official, answers)]


def _read(
    official: Official, of: str, asked: Asked, keyword: str
) -> tuple[Written | None, tuple[Line, ...], tuple[Theme, ...], str]:
    """What is shown, or why nothing is."""
    if not of:
        return None, (), (), ""
    try:
        written = the_kit().texts.written(official, of, asked.only)
        lines = the_kit().texts.concordance(official, of, keyword, asked.only) if keyword else ()
        wants_themes = "themes" in request.args and can_find_themes()
        themes = the_kit().texts.themes(official, of, asked.only) if wants_themes else ()
    except RespondentError as error:
        return None, (), (), instruction(error)
    return written, lines, themes, ""


def keyword_chart(consultation: str, keywords: Sequence[KeywordCount], title: str) -> Chart:
    """In how many texts each code of the codebook has a keyword."""
    codebook = the_kit().forms.current(consultation).consultation.desk.codebook
    whole = keywords[0].of if keywords else 0
    told = ngettext("%(num)s text", "%(num)s texts", whole) % {"num": whole}
    counted = [
        Bar(localised(codebook[one.code].label), one.texts, said_of(one.texts, one.texts / whole))
        for one in keywords
        if whole
    ]
    return bars(title, told, counted, (gettext("Code"), gettext("Number")), whole)


def _charts(consultation: str, written: Written) -> dict[str, Chart]:
    whole = written.counted.respondents
    told = ngettext("%(num)s text", "%(num)s texts", whole) % {"num": whole}
    words = [Bar(word, number, said_of(number, number / whole)) for word, number in written.words]
    number = gettext("Number")
    charts = {
        "keywords": keyword_chart(consultation, written.keywords, gettext("Keywords")),
        "words": bars(gettext("Words that come back"), told, words, (gettext("Word"), number)),
    }
    return {name: chart for name, chart in charts.items() if chart.rows}
