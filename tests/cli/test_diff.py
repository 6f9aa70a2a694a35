"""`consultkit diff`: what a department sees before it serves a changed file."""

from __future__ import annotations

from pathlib import Path

import pytest

from .conftest import CONSULTATIONS, Consultkit

SMALLEST = CONSULTATIONS / "smallest.yaml"


@pytest.mark.parametrize(
    ("old", "new", "code", "said"),
    [
        ("title: Votre avis", "title: Votre opinion", 0, "The change is cosmetic."),
        ("type: long_text", "type: long_text, required: false", 0, "The change is compatible."),
        ("type: long_text", "type: yes_no", 3, "The change is breaking."),
        ("id: opinion", "id: view", 3, "  opinion: is removed."),
        ("closes: 2018-11-30", "closes: 2018-12-31", 0, "Nothing changes for those who answer."),
    ],
)
def test_a_change_is_said_with_its_class(
    consultkit: Consultkit, tmp_path: Path, old: str, new: str, code: int, said: str
) -> None:
    changed = tmp_path / "changed.yaml"
    text = SMALLEST.read_text()
    assert old in text
    changed.write_text(text.replace(old, new))
    diff = consultkit("diff", SMALLEST, changed)
    assert diff.exit_code == code
    assert said in diff.output


def test_a_file_that_cannot_be_served_ends_with_1_and_names_its_faults(consultkit: Consultkit) -> None:
    faulty = CONSULTATIONS / "twelve_faults.yaml"
    diff = consultkit("diff", SMALLEST, faulty)
    assert diff.exit_code == 1
    assert len(diff.output.splitlines()) == 12
