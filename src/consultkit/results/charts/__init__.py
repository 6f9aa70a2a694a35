"""Charts as accessible SVG, drawn here and without a script. Pure: words and numbers in, a picture out."""

from consultkit.results.charts.bars import Bar, bars
from consultkit.results.charts.chart import Chart
from consultkit.results.charts.heat import heat_table
from consultkit.results.charts.line import Point, line
from consultkit.results.charts.stacked import COLOURS, Stack, stacked_bars

__all__ = ["COLOURS", "Bar", "Chart", "Point", "Stack", "bars", "heat_table", "line", "stacked_bars"]
