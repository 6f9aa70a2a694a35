"""Charts in pages."""

from __future__ import annotations

from markupsafe import Markup

from consultkit.results.charts import Chart


def in_page(chart: Chart, name: str) -> Markup:
    """The picture, to stand in a page where `name` tells it from the others."""
    # Every word in it was escaped when it was drawn.
    return Markup(chart.svg(name))  # noqa: S704  # nosec B704
