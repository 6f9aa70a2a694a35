"""`consultkit diff`: what a department sees before it serves a changed file."""

from __future__ import annotations

from pathlib import Path

import pytest

from consultkit import ConsultKit
from consultkit.records import Identity

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


@pytest.mark.parametrize(
    ("old", "new", "code", "said"),
    [
        ("type: long_text", "type: long_text, required: false", 0, "2 go over to the new version."),
        ("type: long_text", "type: yes_no", 3, "2 finish on it."),
        ("sign_in:", "changed_questions: ask_again, sign_in:", 0, "Nothing changes for those who answer."),
    ],
)
def test_one_file_is_compared_with_what_is_served_and_says_what_becomes_of_drafts(
    consultkit: Consultkit, deployed: dict[str, str], file: Path, old: str, new: str, code: int, said: str
) -> None:
    kit = ConsultKit([file])
    for subject in ("one", "other"):
        who = kit.identities.respondent_of(Identity("https://id.example", subject), "franceconnect")
        kit.intake.begin("smallest", who)
    kit.close()
    changed = file.with_name("changed.yaml")
    changed.write_text(file.read_text().replace(old, new))
    diff = consultkit("diff", changed)
    assert (diff.exit_code, said in diff.output) == (code, True), diff.output


def test_what_was_never_served_cannot_be_compared_alone(
    consultkit: Consultkit, deployed: dict[str, str]
) -> None:
    diff = consultkit("diff", SMALLEST)
    assert diff.exit_code == 1
    assert "was never served" in diff.output


def test_three_files_are_too_many(consultkit: Consultkit) -> None:
    assert consultkit("diff", SMALLEST, SMALLEST, SMALLEST).exit_code == 2
