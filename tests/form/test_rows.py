"""Lists: what their rows demand, what counts of them, and how they are read again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultkit.form import Form, row_form, rows_of

FormOf = Callable[[list[list[dict[str, Any]]]], Form]
DAY = date(2018, 11, 15)
INSIDE = [
    {"id": "name", "type": "text", "label": "Name"},
    {"id": "shut", "type": "yes_no", "label": "Shut?", "required": False},
    {"id": "since", "type": "integer", "label": "Since", "show_if": {"shut": True}},
    {"id": "owed", "type": "money", "label": "Owed", "required": False, "show_if": {"kind": True}},
]


def listing(**keys: Any) -> list[dict[str, Any]]:
    first = {"id": "kind", "type": "yes_no", "label": "Kind"}
    shops = {"id": "shops", "type": "repeat", "label": "Shops", "row": "Shop", "questions": INSIDE, **keys}
    total = {"id": "total", "type": "computed", "label": "Total", "sum": ["shops.owed"]}
    return [first, shops, total]


GOOD = {"name": "Au phare", "shut": True, "since": 3, "owed": "2.50"}


def test_what_is_off_the_path_in_a_row_is_not_submitted(form_of: FormOf) -> None:
    form = form_of([listing()])
    rows = [GOOD, {**GOOD, "shut": False}]
    assert form.journey({"kind": True, "shops": rows}, DAY).answers["shops"] == [
        GOOD,
        {"name": "Au phare", "shut": False, "owed": "2.50"},
    ]
    without = form.journey({"kind": False, "shops": [GOOD]}, DAY).answers
    assert without == {"kind": False, "shops": [{"name": "Au phare", "shut": True, "since": 3}]}


def test_sums_and_counts_go_over_the_rows(form_of: FormOf) -> None:
    form = form_of([listing()])
    assert form.journey({"kind": True, "shops": [GOOD, GOOD]}, DAY).answers["total"] == "5.00"
    counted = form_of([[*listing()[:2], {"id": "n", "type": "computed", "label": "N", "count": ["shops"]}]])
    assert counted.journey({"kind": True, "shops": [GOOD, GOOD]}, DAY).answers["n"] == 2


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (None, "Add to the list: {least} at least."),
        ([GOOD], "Add to the list: {least} at least."),
        ([GOOD] * 4, "Remove from the list: {most} at most."),
        ([GOOD, {"name": "Here", "shut": True}], "Complete number {number} of the list."),
        ([GOOD, {"shut": False}], "Complete number {number} of the list."),
        ([GOOD, {**GOOD, "owed": "much"}], "Complete number {number} of the list."),
        ("rubbish", "Answer this question again: it has changed."),
        ([1, 2], "Answer this question again: it has changed."),
    ],
)
def test_a_list_says_what_is_to_be_done(form_of: FormOf, rows, said) -> None:
    form = form_of([listing(min=2, max=3)])
    faults = form.journey({"kind": True, "shops": rows}, DAY).faults
    assert faults["shops"].message == said


def test_a_row_is_read_as_a_page_is(form_of: FormOf) -> None:
    form = form_of([listing()])
    row = row_form(form, "shops")
    posted = {"name": [" Au phare "], "shut": ["yes"], "since": ["x"], "owed": ["2,5"]}
    reading = row.read({}, posted, {"kind": True}, DAY, None)
    assert reading.answers == {"name": "Au phare", "shut": True, "owed": "2.50"}
    assert set(reading.faults) == {"since"}
    assert set(row.read({}, posted, {"kind": False}, DAY, None).answers) == {"name", "shut"}


def test_a_row_tells_itself_from_the_others_and_fills_its_columns(form_of: FormOf) -> None:
    shops = row_form(form_of([listing(max=2)]), "shops").repeat
    assert shops.display([GOOD, {"name": "Là"}], "fr") == "Au phare – Oui – 3\nLà"
    assert shops.columns() == (
        "shops",
        *("shops.1.name", "shops.1.shut", "shops.1.since", "shops.1.owed"),
        *("shops.2.name", "shops.2.shut", "shops.2.since", "shops.2.owed"),
    )
    cells = dict(zip(shops.columns(), shops.cells([GOOD], "fr"), strict=True))
    assert (cells["shops"], cells["shops.1.owed"], cells["shops.2.owed"]) == ("1", "2,50", "")
    assert set(shops.cells(None, "fr")) == {""}


ROWS = st.lists(
    st.fixed_dictionaries(
        {},
        optional={
            "name": st.sampled_from(["x", "y"]),
            "shut": st.booleans(),
            "since": st.integers(0, 9),
            "owed": st.sampled_from(["1.00", "2.50"]),
        },
    ),
    max_size=4,
)


@given(st.booleans(), ROWS)
def test_what_is_shown_demanded_submitted_and_exported_agree(form_of: FormOf, kind: bool, rows) -> None:
    form = form_of([listing()])
    journey, row = form.journey({"kind": kind, "shops": rows}, DAY), row_form(form, "shops")
    walked = [row.journey(one, {"kind": kind}, DAY) for one in rows]
    assert ("shops" in journey.faults) == (not rows or any(one.faults for one in walked))
    if "shops" not in journey.faults:
        sent = rows_of(row.repeat, journey.answers)
        shown = [{question.id for question in one.questions(row.page)} for one in walked]
        assert all(set(one) <= ids for one, ids in zip(sent, shown, strict=True))
        again = form.journey(journey.answers, DAY)
        assert again.answers == journey.answers
        filled = sum(bool(cell) for cell in row.repeat.cells(journey.answers["shops"], "fr"))
        assert filled == 1 + sum(map(len, sent))
