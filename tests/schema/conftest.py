"""Files to load, whole or made of a few lines."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from consultkit.errors import ConsultationFileError, Problem
from consultkit.identity import BUILT_IN_WAYS
from consultkit.schema import (
    BUILT_IN_TYPES,
    Condition,
    Consultation,
    PluginSettings,
    Question,
    load_consultation,
)

CONSULTATIONS = Path(__file__).parent.parent / "consultations"
TYPES: Mapping[str, type[Question]] = {one.kind: one for one in BUILT_IN_TYPES}
SMALLEST = (CONSULTATIONS / "smallest.yaml").read_text()
HEAD = SMALLEST[: SMALLEST.index("pages:")]


class MediatorSettings(PluginSettings):
    """A plugin's part of the file."""

    consent: str
    when: Condition | None = None
    facts: str | tuple[str, ...] = ()

    def reads(self) -> frozenset[str]:
        return frozenset({self.consent, *((self.facts,) if isinstance(self.facts, str) else self.facts)})


PLUGINS: Mapping[str, type[PluginSettings]] = {"mediator": MediatorSettings}

Load = Callable[[str], Consultation]
Faults = Callable[[str], list[Problem]]

WAYS = {word: offered.scopes for word, offered in BUILT_IN_WAYS.items()}


@pytest.fixture
def types() -> Mapping[str, type[Question]]:
    return TYPES


@pytest.fixture
def plugins() -> Mapping[str, type[PluginSettings]]:
    return PLUGINS


@pytest.fixture
def tiny() -> Callable[[str], Consultation]:
    """A file of `tests/consultations/`, by its name."""
    return lambda name: load_consultation(CONSULTATIONS / f"{name}.yaml", TYPES, PLUGINS, WAYS)


@pytest.fixture
def load(tmp_path: Path) -> Load:
    """A whole file, from its text."""

    def load(text: str) -> Consultation:
        path = tmp_path / "consultation.yaml"
        path.write_text(text, encoding="utf-8")
        return load_consultation(path, TYPES, PLUGINS, WAYS)

    return load


@pytest.fixture
def faults(load: Load) -> Faults:
    """Every fault of a whole file."""

    def faults(text: str) -> list[Problem]:
        with pytest.raises(ConsultationFileError) as caught:
            load(text)
        return list(caught.value.problems)

    return faults


@pytest.fixture
def page_faults(faults: Faults) -> Callable[[str], list[tuple[int, str]]]:
    """Line (from 1, within the text given) and fault of some questions, written as a list."""

    def page_faults(questions: str) -> list[tuple[int, str]]:
        before = f"{HEAD}pages:\n  - id: only\n    title: Page\n    questions:\n"
        indented = "".join(f"      {line}\n" for line in questions.strip().splitlines())
        start = before.count("\n")
        return [(fault.line - start, f"{fault.message} {fault.mend}") for fault in faults(before + indented)]

    return page_faults


@pytest.fixture
def make() -> Callable[..., Question]:
    """One question, from the keys of its type."""

    def make(kind: str, **keys: Any) -> Question:
        return TYPES[kind].model_validate({"id": "asked", "type": kind, "label": "Une question", **keys})

    return make
