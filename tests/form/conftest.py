"""Forms of the tiny files, and forms made of a few questions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from consultkit.form import Form, compile_form
from consultkit.schema import (
    BUILT_IN_TYPES,
    Condition,
    PluginSettings,
    Question,
    consultation_from_document,
    load_consultation,
)

CONSULTATIONS = Path(__file__).parent.parent / "consultations"
TYPES: Mapping[str, type[Question]] = {one.kind: one for one in BUILT_IN_TYPES}


class AnySettings(PluginSettings):
    """A plugin's part, whatever it says."""

    consent: str
    facts: tuple[str, ...] = ()
    when: Condition


WAYS = {"account": {}, "franceconnect": {}}


@pytest.fixture(scope="session")
def types() -> Mapping[str, type[Question]]:
    return TYPES


@pytest.fixture
def edited(tmp_path: Path) -> Callable[..., Form]:
    """The form of a tiny file, with some of its words replaced."""

    def edited(name: str, *replacements: tuple[str, str]) -> Form:
        text = (CONSULTATIONS / f"{name}.yaml").read_text()
        for old, new in replacements:
            assert old in text
            text = text.replace(old, new)
        path = tmp_path / f"{name}.yaml"
        path.write_text(text)
        return compile_form(load_consultation(path, TYPES, {"mediator": AnySettings}, WAYS))

    return edited


@pytest.fixture(scope="session")
def form_of() -> Callable[[list[list[dict[str, Any]]]], Form]:
    """A form of some pages, each a list of questions."""
    return make_form


def make_form(pages: list[list[dict[str, Any]]]) -> Form:
    document: dict[str, Any] = {
        "consultation": "made",
        "title": "Made",
        "window": {"opens": "2018-10-31 08:00", "closes": "2018-11-30"},
        "respondent": {"sign_in": ["account"]},
        "privacy": {
            "controller": "C",
            "basis": "public_task",
            "purpose": "P",
            "dpo": "dpo@example.org",
            "keep": "6 months",
        },
        "pages": [
            {"id": f"page{number}", "title": "Page", "questions": questions}
            for number, questions in enumerate(pages)
        ],
    }
    return compile_form(consultation_from_document(document, TYPES))


@pytest.fixture
def conditions_form(edited: Callable[..., Form]) -> Form:
    return edited("conditions")
