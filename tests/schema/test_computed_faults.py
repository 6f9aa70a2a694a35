"""What a computed question cannot be worked out from is said before anybody answers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from consultkit.schema import Consultation

PageFaults = Callable[[str], list[tuple[int, str]]]
SOURCES = """
- {id: day, type: date, label: Day}
- {id: other_day, type: date, label: Other day}
- {id: moment, type: datetime, label: Moment}
- {id: period, type: time_period, label: Period}
- {id: whole, type: integer, label: Whole}
- {id: money, type: money, label: Money}
- {id: rows, type: repeat, label: Rows, row: Row, questions: [{id: inside, type: integer, label: Inside}]}
"""
LINE = SOURCES.count("\n")
SMALLEST = (Path(__file__).parent.parent / "consultations" / "smallest.yaml").read_text()
HEAD = SMALLEST[: SMALLEST.index("pages:")]


def out(way: str) -> str:
    return f"{SOURCES}- {{id: out, type: computed, label: Out, {way}}}"


@pytest.mark.parametrize(
    ("way", "said"),
    [
        ("difference: [day, whole]", "A difference is of two numbers or of two dates."),
        ("difference: [money, day]", "A difference is of two numbers or of two dates."),
        ("difference: [moment, day]", "`moment` is no number."),
        ("difference: [day, period]", "`period` is no number."),
        ("difference: [rows.inside, whole]", "`rows.inside` has an answer in each row"),
        ("sum: [day]", "`day` is no number."),
        ("sum: [rows]", "`rows` is no number."),
        ("sum: [rows.insid]", "There is no question `rows.insid`."),
        ("count: [later]", "There is no question `later`."),
    ],
)
def test_what_it_cannot_be_worked_out_from_is_one_fault(page_faults: PageFaults, way: str, said: str) -> None:
    ((line, fault),) = page_faults(out(way))
    assert line == LINE
    assert said in fault


@pytest.mark.parametrize(
    "way",
    [
        "difference: [day, other_day]",
        "difference: [money, whole]",
        "sum: [whole, money, rows.inside]",
        "count: [day, moment, rows, rows.inside]",
    ],
)
def test_what_it_can_be_worked_out_from_is_taken(load: Callable[[str], Consultation], way: str) -> None:
    load(whole(out(way)))


def whole(questions: str) -> str:
    before = f"{HEAD}pages:\n  - id: only\n    title: Page\n    questions:\n"
    return before + "".join(f"      {line}\n" for line in questions.strip().splitlines())


@pytest.mark.parametrize("way", ["sum: [secret, whole]", "difference: [whole, secret]", "sum: [dear.inside]"])
def test_what_is_worked_out_from_sealed_answers_is_sealed_itself(
    page_faults: PageFaults, load: Callable[[str], Consultation], way: str
) -> None:
    sealed = """
- {id: whole, type: integer, label: Whole}
- {id: secret, type: integer, label: Secret, personal: direct}
- id: dear
  type: repeat
  label: Rows
  row: Row
  questions: [{id: inside, type: integer, label: Inside, personal: direct}]
"""
    ((_line, fault),) = page_faults(f"{sealed}- {{id: out, type: computed, label: Out, {way}}}")
    assert "which is sealed, and is not itself. Write `personal: direct` here too." in fault
    load(whole(f"{sealed}- {{id: out, type: computed, label: Out, personal: direct, {way}}}"))
    load(whole(f"{sealed}- {{id: out, type: computed, label: Out, count: [secret, whole]}}"))
