"""The reference of the file format: every example loads, and every key is there."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from consultkit.schema import (
    BUILT_IN_TYPES,
    Audit,
    Body,
    Consultation,
    Contact,
    Director,
    Legal,
    Page,
    Privacy,
    Question,
    RespondentRule,
    SubmitRule,
    WindowRule,
)

REFERENCE = (Path(__file__).parents[2] / "docs" / "consultation-file.md").read_text()
EXAMPLES = re.findall(r"^```yaml ?(\w*)\n(.*?)^```", REFERENCE, re.MULTILINE | re.DOTALL)
SMALLEST = next(text for kind, text in EXAMPLES if kind == "")
PREFILLED = """\
      - {id: company_siret, type: siret, label: SIRET}
      - {id: contact_email, type: email, label: Courriel}
"""
Load = Callable[[str], Consultation]


def whole_file(kind: str, text: str) -> str:
    """An example with what it takes for granted."""
    if kind == "questions":
        return SMALLEST[: SMALLEST.index("      - id: wishes")] + re.sub(
            "^(?=.)", "      ", text, flags=re.MULTILINE
        )
    if kind == "fragment":
        keys = re.findall(r"^\w+", text, re.MULTILINE)
        return text + re.sub(rf"^({'|'.join(keys)}):.*\n(  .*\n)*", "", SMALLEST, flags=re.MULTILINE)
    if kind == "prefilled":
        return whole_file("fragment", text) + PREFILLED
    if kind == "plugin":
        return SMALLEST + "      - {id: call_mediator, type: yes_no, label: Saisir le médiateur ?}\n" + text
    return text


@pytest.mark.parametrize(("kind", "text"), EXAMPLES)
def test_an_example_loads(load: Load, kind: str, text: str) -> None:
    assert load(whole_file(kind, text)).pages


@pytest.mark.parametrize(
    "part",
    [
        *(Consultation, WindowRule, RespondentRule, Privacy, Contact, Page, Question, SubmitRule),
        *(Legal, Body, Director, Audit),
    ],
)
def test_every_key_of_a_part_is_in_the_reference(part) -> None:
    for name, field in part.model_fields.items():
        assert f"`{field.alias or name}`" in REFERENCE


@pytest.mark.parametrize("question_type", BUILT_IN_TYPES, ids=lambda one: one.kind)
def test_every_type_is_in_the_reference_with_its_keys(question_type: type[Question]) -> None:
    sections = re.split(r"^### ", REFERENCE, flags=re.MULTILINE)
    (section,) = [one for one in sections if f"`{question_type.kind}`" in one.splitlines()[0]]
    for name in question_type.model_fields.keys() - Question.model_fields.keys():
        assert f"`{name}`" in section, name
    assert re.search(rf"type: {question_type.kind}\b", section)
