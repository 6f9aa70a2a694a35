"""Reports as HTML that stands by itself, and as accessible PDF. The same figures give the same bytes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from flask import Flask, render_template
from flask.ctx import RequestContext

from consultkit.operations import Reported, Section
from consultkit.records import Json
from consultkit.results.charts import COLOURS, Chart
from consultkit.schema import Consultation
from consultkit.web.charts import in_page
from consultkit.web.desk.comparing import Groups, side_by_side
from consultkit.web.desk.crossing import Crossed, crossed_charts
from consultkit.web.desk.summary_charts import chart_of, title_of
from consultkit.web.desk.texts import keyword_chart
from consultkit.web.extension import consultation_named
from consultkit.web.instants import instant_in_words
from consultkit.web.language import current_language, gettext, localised, ngettext
from consultkit.web.pdf import report_pdf


@dataclass(frozen=True, slots=True)
class _Figure:
    heading: str
    told: str
    chart: Chart | None


@dataclass(frozen=True, slots=True)
class _Part:
    heading: str
    text: str
    figures: tuple[_Figure, ...]


def report_html(app: Flask, reported: Reported) -> bytes:
    """One file, without a script, and nothing to load."""
    with _speaking(app, reported):
        consultation = consultation_named(reported.report.consultation)
        parts = [_part(one, consultation) for one in reported.sections]
        return render_template(
            "report.html",
            title=localised(reported.report.title),
            consultation=consultation,
            facts=_facts(reported, consultation),
            parts=parts,
            drawn=in_page,
        ).encode()


def report_as_pdf(app: Flask, reported: Reported) -> bytes:
    """PDF/UA-1: each chart with its description, and its table."""
    with _speaking(app, reported):
        consultation = consultation_named(reported.report.consultation)
        sections: Json = [_section(_part(one, consultation)) for one in reported.sections]
        facts: Json = [{"label": label, "said": said} for label, said in _facts(reported, consultation)]
        document: dict[str, Json] = {
            "title": localised(reported.report.title),
            "language": current_language(),
            "controller": localised(consultation.privacy.controller),
            "consultation": localised(consultation.title),
            "facts": facts,
            "sections": sections,
        }
        return report_pdf(document, reported.snapshot.last_received_at or datetime(2000, 1, 1, tzinfo=UTC))


def _speaking(app: Flask, reported: Reported) -> RequestContext:
    """Words are those of the report's language, whoever asks."""
    report = reported.report
    return app.test_request_context(f"/{report.consultation}?lang={report.language}")


def _facts(reported: Reported, consultation: Consultation) -> list[tuple[str, str]]:
    snapshot = reported.snapshot
    number = ngettext("%(num)s contribution", "%(num)s contributions", snapshot.number)
    last, zone = snapshot.last_received_at, consultation.window.timezone
    return [
        (gettext("Counted over"), number % {"num": snapshot.number}),
        *([(gettext("The last was received"), instant_in_words(last, zone))] if last else []),
        (gettext("Digest of the contributions (SHA-256)"), snapshot.digest),
        (gettext("Versions of the form"), ", ".join(one[:12] for one in snapshot.forms)),
        (gettext("Digest of the report's questions (SHA-256)"), reported.digest),
        *([(gettext("Digest of the codebook (SHA-256)"), reported.codebook)] if reported.codebook else []),
    ]


def _part(section: Section, consultation: Consultation) -> _Part:
    part = section.part
    heading = localised(part.heading) if part.heading else ""
    return _Part(heading, localised(part.text) if part.text else "", tuple(_figures(section, consultation)))


def _figures(section: Section, consultation: Consultation) -> list[_Figure]:
    if section.crossed:
        return [_crossed(Crossed(*section.crossed, section.part.shares))]
    if section.parted_by:
        groups = Groups(section.parted_by, section.part.groups or ())
        charts = [side_by_side(one, groups) for one in section.compared if one.table.total]
        return [_Figure(one.title, one.description, one) for one in charts]
    if section.keywords:
        question, counted = section.keywords
        chart = keyword_chart(consultation.id, counted, localised(question.label))
        return [_Figure(chart.title, chart.description, chart)]
    return [
        _Figure(
            title_of(one),
            ngettext("%(num)s answer", "%(num)s answers", one.answered) % {"num": one.answered},
            chart_of(one.counted, title_of(one), one),
        )
        for one in section.summaries
    ]


def _crossed(crossed: Crossed) -> _Figure:
    charts = crossed_charts(crossed)
    chart = charts["stacked" if len(crossed.table.columns) <= COLOURS else "heat"]
    return _Figure(chart.title, chart.description, chart)


def _section(part: _Part) -> dict[str, Json]:
    figures: Json = [_figure(one) for one in part.figures]
    return {"heading": part.heading, "text": part.text, "figures": figures}


def _figure(figure: _Figure) -> dict[str, Json]:
    chart = figure.chart
    if chart is None:
        return {"heading": figure.heading, "told": figure.told, "svg": ""}
    headings: Json = list(chart.headings)
    rows: Json = [list(row) for row in chart.rows]
    return {
        "heading": figure.heading,
        "told": figure.told,
        "svg": chart.coloured().decode(),
        "headings": headings,
        "rows": rows,
    }
