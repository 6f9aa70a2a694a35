"""Charts: well formed whatever the words, readable at the size of a telephone, and saying what they show."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultkit.results.charts import Bar, Chart, Point, Stack, bars, heat_table, line, stacked_bars
from consultkit.results.charts.chart import LETTER, WIDTH, wrapped

SVG = "{http://www.w3.org/2000/svg}"
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=80)
ROWS = st.lists(st.tuples(WORDS, st.integers(0, 10**6)), max_size=12)


def drawn(title: str, rows: list[tuple[str, int]]) -> list[Chart]:
    labels, values = [label for label, _ in rows], [value for _, value in rows]
    said = [str(value) for value in values]
    return [
        bars(title, "d", [Bar(*one) for one in zip(labels, values, said, strict=True)], ("a", "b")),
        line(title, "d", [Point(*one) for one in zip(labels, values, said, strict=True)], ("a", "b")),
        stacked_bars(title, "d", labels, [Stack(title, tuple(values), tuple(said))], "c"),
        heat_table(title, "d", [title], labels, [values], [said], "c"),
    ]


@given(WORDS, ROWS)
def test_every_chart_is_well_formed_and_has_a_name_and_a_description(
    title: str, rows: list[tuple[str, int]]
) -> None:
    for chart in drawn(title, rows):
        for text in (chart.svg("x"), chart.alone().decode()):
            picture = ET.fromstring(text)
            assert picture.attrib["role"] == "img"
            named = picture.attrib["aria-labelledby"].split()
            ids = {one.attrib.get("id") for one in picture.iter()}
            assert set(named) <= ids
            assert picture.findtext(f"{SVG}title") == title
            assert not [one for one in picture.iter() if one.tag in {f"{SVG}script", f"{SVG}a"}]


@given(WORDS, ROWS)
def test_the_table_says_all_that_is_drawn(title: str, rows: list[tuple[str, int]]) -> None:
    by_row, over_time, stacked, heat = drawn(title, rows)
    expected = tuple((label, str(value)) for label, value in rows)
    assert by_row.rows == over_time.rows == expected
    assert stacked.rows == heat.rows == ((title, *(str(value) for _, value in rows)),)


@pytest.mark.parametrize("chart", drawn("How are you?", [("Well", 3), ("Badly & <sadly>", 0)]))
def test_nothing_stands_outside_the_picture(chart: Chart) -> None:
    picture = ET.fromstring(chart.svg("x"))
    for box in picture.iter(f"{SVG}rect"):
        assert 0 <= float(box.attrib["x"]) <= WIDTH
        assert float(box.attrib["x"]) + float(box.attrib["width"]) <= WIDTH + 1
        assert float(box.attrib["y"]) + float(box.attrib["height"]) <= chart.height + 1


def test_bars_are_as_long_as_their_numbers() -> None:
    chart = bars("t", "d", [Bar("a", 10, "10"), Bar("b", 5, "5")], ("a", "b"), 20)
    widths = [
        float(one.attrib["width"])
        for one in ET.fromstring(chart.svg("x")).iter(f"{SVG}rect")
        if one.attrib["class"] == "chart-1"
    ]
    assert widths[0] == pytest.approx(2 * widths[1], abs=0.02)


@given(WORDS)
def test_words_that_are_wrapped_fit_and_are_all_there_or_end_in_dots(text: str) -> None:
    lines = wrapped(text, WIDTH)
    assert len(lines) <= 3
    assert all(len(one) * LETTER * 0.55 <= WIDTH + LETTER for one in lines)
    assert "".join(lines).replace(" ", "") == "".join(text.split()) or lines[-1].endswith("…")
