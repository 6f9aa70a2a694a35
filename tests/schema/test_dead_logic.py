"""Conditions that decide nothing: each planted one is found, at its line, and no other."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from consultkit.schema import load_consultation, warnings_of

from .conftest import HEAD, PLUGINS, TYPES, WAYS

CONSULTATIONS = Path(__file__).parent.parent / "consultations"
SOURCES = """
  - id: sources
    title: Sources
    questions:
      - {id: kind, type: choice, label: L, options: {firm: F, union: U, other: O}}
      - {id: staff, type: integer, label: L, min: 0, max: 500}
      - {id: firm_only, type: choice, label: L, show_if: {kind: firm}, options: {a: A, b: B}}
      - id: practices
        type: choices
        label: L
        max: 2
        options: {late: L, unfair: U, hidden: H, gone: {label: G, show_if: {kind: union}}}
      - {id: since, type: date, label: L}
      - {id: price, type: decimal, label: L, required: false}
      - {id: agreed, type: confirm, label: L}
      - {id: note, type: text, label: L, required: false}
"""
LATER = """
  - id: later
    title: Later
    {page}
    questions:
      - {{id: asked, type: yes_no, label: L{question}}}
"""

NEVER = "The question `asked` never shows"
ALWAYS = "The condition of the question `asked` always holds"
IN_VAIN = "can never be its answer there"

THREE = ("late", "unfair", "hidden")
DEAD = [
    ("{all: [{kind: firm}, {kind: union}]}", NEVER),
    ("{all: [{kind: {one_of: [firm, union]}}, {kind: other}]}", NEVER),
    ("{staff: {above: 50, below: 50}}", NEVER),
    ("{staff: {above: 49, below: 50}}", NEVER),
    ("{staff: {above: 500}}", NEVER),
    ("{price: {above: 10, below: 9.5}}", NEVER),
    ("{since: {after: 2018-01-01, before: 2018-01-02}}", NEVER),
    ("{all: [{note: a}, {note: b}]}", NEVER),
    ("{not: {any: [{kind: firm}, {not: {kind: firm}}]}}", NEVER),
    ("{all: [{kind: union}, {firm_only: a}]}", NEVER),
    ("{all: [{kind: firm}, {practices: {includes: gone}}]}", NEVER),
    (f"{{all: [{', '.join(f'{{practices: {{includes: {one}}}}}' for one in THREE)}]}}", NEVER),
    ("{any: [{kind: firm}, {kind: union}, {kind: other}]}", ALWAYS),
    ("{kind: {answered: true}}", ALWAYS),
    ("{agreed: true}", ALWAYS),
    ("{not: {staff: {below: 0}}}", ALWAYS),
    ("{any: [{staff: {below: 10}}, {staff: {above: 9}}]}", ALWAYS),
    ("{not: {all: [{kind: firm}, {kind: union}]}}", ALWAYS),
    ("{any: [{kind: firm}, {staff: {above: 500}}]}", IN_VAIN),
]
ALIVE = [
    "{all: [{kind: firm}, {staff: {above: 10}}]}",
    "{all: [{practices: {includes: late}}, {practices: {includes: gone}}]}",
    "{price: {above: 10, below: 10.5}}",
    "{price: {answered: true}}",
    "{not: {firm_only: a}}",
    "{any: [{firm_only: a}, {firm_only: b}]}",
    "{since: {after: 2018-01-01, before: 2018-01-03}}",
    "{note: {one_of: [a, b]}}",
    "{any: [{staff: {below: 10}}, {staff: {above: 10}}]}",
]

Warnings = Callable[[str], list[tuple[int, str]]]


@pytest.fixture
def warnings(tmp_path: Path) -> Warnings:
    """Line (from 1, within the pages given) and message of what a file is warned of."""

    def warnings(pages: str) -> list[tuple[int, str]]:
        path = tmp_path / "consultation.yaml"
        path.write_text(f"{HEAD}pages:{pages}", encoding="utf-8")
        found = warnings_of(path, load_consultation(path, TYPES, PLUGINS, WAYS))
        return [(one.line - HEAD.count("\n"), one.message) for one in found]

    return warnings


def pages(*, page: str = "", question: str = "") -> str:
    written = LATER.format(
        page=f"show_if: {page}" if page else "", question=f", show_if: {question}" if question else ""
    )
    return SOURCES.rstrip("\n") + written


@pytest.mark.parametrize(("condition", "said"), DEAD)
def test_a_condition_that_decides_nothing_is_found_at_its_line(
    warnings: Warnings, condition: str, said: str
) -> None:
    text = pages(question=condition)
    (found,) = warnings(text)
    assert said in found[1]
    assert "asked" in text.splitlines()[found[0] - 1]


@pytest.mark.parametrize("condition", ALIVE)
def test_a_condition_that_decides_something_is_left_alone(warnings: Warnings, condition: str) -> None:
    assert warnings(pages(question=condition)) == []


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        ("", ["Nobody gets past the question `wall`: it always shows."]),
        ("{kind: {answered: true}}", ["Nobody gets past the question `wall`: it always shows."]),
        ("{kind: firm}", []),
    ],
)
def test_a_wall_that_nobody_gets_past_is_named(warnings: Warnings, condition: str, said: list[str]) -> None:
    shown = f", show_if: {condition}" if condition else ""
    wall = f"      - {{id: wall, type: information_wall, label: L, text: T{shown}}}\n"
    assert [what for _, what in warnings(SOURCES.rstrip("\n") + "\n" + wall)] == said


def test_a_page_that_never_shows_is_said_once_for_all_that_is_in_it(warnings: Warnings) -> None:
    found = warnings(pages(page="{staff: {above: 500}}", question="{staff: {above: 500}}"))
    assert [what for _, what in found] == ["The page `later` never shows: no answers fulfil its condition."]


def test_a_question_against_its_page_never_shows(warnings: Warnings) -> None:
    ((_, said),) = warnings(pages(page="{kind: firm}", question="{kind: union}"))
    assert said == "The question `asked` never shows: its condition excludes that of what it is in."


def test_an_option_against_its_question_is_never_reached(warnings: Warnings) -> None:
    asked = "\n      - id: which\n        type: choice\n        label: L\n        show_if: {kind: firm}"
    options = "\n        options:\n          x: X\n          y: {label: Y, show_if: {kind: union}}\n"
    ((line, said),) = warnings(SOURCES.rstrip("\n") + asked + options)
    assert said.startswith("The option `y` of `which` never shows")
    assert (
        line
        == (SOURCES.rstrip("\n") + asked + options)
        .splitlines()
        .index("          y: {label: Y, show_if: {kind: union}}")
        + 1
    )


def test_where_there_is_too_much_to_look_at_nothing_is_said(warnings: Warnings) -> None:
    many = "".join(
        f"      - {{id: s{number}, type: yes_no, label: L, required: false}}\n" for number in range(16)
    )
    every = ", ".join(f"{{s{number}: true}}" for number in range(16))
    dead = f"{{all: [{{any: [{every}]}}, {{not: {{any: [{every}]}}}}]}}"
    last = f"      - {{id: asked, type: yes_no, label: L, show_if: {dead}}}\n"
    assert warnings(f"\n  - id: p\n    title: P\n    questions:\n{many}{last}") == []


@pytest.mark.parametrize("name", ["intake", "question_types", "smallest"])
def test_the_tiny_files_are_not_warned_of(name: str) -> None:
    path = CONSULTATIONS / f"{name}.yaml"
    assert warnings_of(path, load_consultation(path, TYPES, PLUGINS, WAYS)) == ()


def test_a_question_of_a_group_is_judged_with_what_its_group_demands(warnings: Warnings) -> None:
    group = """
      - id: head
        type: group
        label: L
        show_if: {kind: firm}
        questions:
          - {id: never, type: text, label: L, show_if: {kind: union}}
          - {id: sometimes, type: yes_no, label: L, show_if: {staff: {above: 10}}}
      - {id: after, type: text, label: L, show_if: {all: [{sometimes: true}, {kind: other}]}}
"""
    found = warnings(SOURCES.rstrip("\n") + group)
    assert [what.split(":")[0] for _, what in found] == [
        "The question `never` never shows",
        "The question `after` never shows",
    ]
