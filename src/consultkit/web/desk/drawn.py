"""A chart on a page of the desk, and as a file: SVG, PNG or CSV."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Response, request, url_for
from markupsafe import Markup

from consultkit.errors import NotFoundError
from consultkit.results import csv_file
from consultkit.results.charts import Chart
from consultkit.web.charts import in_page
from consultkit.web.pdf import can_make_pdf, picture

OF = "of"
"""In the address of a file: which of the page's charts."""
_TYPES = {"svg": "image/svg+xml", "png": "image/png", "csv": "text/csv; charset=utf-8"}


@dataclass(frozen=True, slots=True)
class Drawn:
    """A chart with the addresses of its files, by their endings."""

    chart: Chart
    svg: Markup
    files: Mapping[str, str]


def drawn(charts: Mapping[str, Chart], endpoint: str, consultation: str) -> dict[str, Drawn]:
    """Those of a page, by their names. `endpoint` makes their files, for what this page is asked for."""
    return {
        name: _drawn(number, name, chart, endpoint, consultation)
        for number, (name, chart) in enumerate(charts.items())
    }


def chart_file(charts: Mapping[str, Chart], ending: str) -> Response:
    """The chart that the address asks for. Raises NotFoundError."""
    chart = charts.get(request.args.get(OF, ""))
    if chart is None or ending not in _endings():
        raise NotFoundError("There is no such chart.")
    response = Response(_content(chart, ending), content_type=_TYPES[ending])
    response.headers["Content-Disposition"] = f'attachment; filename="chart.{ending}"'
    return response


def _drawn(number: int, name: str, chart: Chart, endpoint: str, consultation: str) -> Drawn:
    asked = {**request.args.to_dict(), OF: name}
    addresses = {
        ending: f"{url_for(endpoint, consultation=consultation, ending=ending)}?{urlencode(asked)}"
        for ending in _endings()
    }
    return Drawn(chart, in_page(chart, f"chart-{number}"), addresses)


def _endings() -> tuple[str, ...]:
    return ("svg", "png", "csv") if can_make_pdf() else ("svg", "csv")


def _content(chart: Chart, ending: str) -> bytes:
    if ending == "csv":
        return b"".join(csv_file([chart.headings, *chart.rows]))
    return picture(chart.alone()) if ending == "png" else chart.alone()
