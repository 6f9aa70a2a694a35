"""What a department writes, and what it is told when it is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from consultkit import ConsultationFileError, read_consultation
from consultkit_dialogue import DialogueSettings

from .world import FILE

OWN_REPLY = """\
    reply:
      position: stance
      commits: agreed
      until: day
      questions:
        - {id: stance, type: choice, label: Stance, options: {agreed: Agreed, no: Refused}}
        - {id: day, type: date, label: By, show_if: {stance: agreed}}
"""


def read(tmp_path: Path, more: str) -> DialogueSettings:
    path = tmp_path / "markets.yaml"
    path.write_text(FILE + more, encoding="utf-8")
    settings = read_consultation(path).plugins["dialogue"]
    assert isinstance(settings, DialogueSettings)
    return settings


def test_it_reads_what_it_names_and_nothing_else(tmp_path: Path) -> None:
    assert read(tmp_path, "").reads() == {
        "platform",
        "practices",
        "siret",
        "since",
        "company",
        "story",
        "share",
    }


def test_a_form_of_ones_own_has_conditions_of_its_own(tmp_path: Path) -> None:
    assert [one.id for one in read(tmp_path, OWN_REPLY).reply.questions] == ["stance", "day"]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (OWN_REPLY.replace("show_if: {stance", "show_if: {platform"), "depends on `platform`"),
        ("    at_leest: 3\n", "Did you mean `at_least`?"),
    ],
)
def test_a_fault_of_the_file_is_told_with_its_line(tmp_path: Path, more: str, said: str) -> None:
    with pytest.raises(ConsultationFileError, match=said):
        read(tmp_path, more)


@pytest.mark.parametrize(
    "more",
    [
        "    at_least: 2\n",
        "    at_least: 21\n",
        "    dominance: 101\n",
        OWN_REPLY.replace("id: day", "id: date"),
        "    check: {questions: [{id: solved, type: yes_no, label: Solved?}]}\n",
    ],
)
def test_bounds_that_protect_nobody_and_forms_without_their_words_are_refused(
    tmp_path: Path, more: str
) -> None:
    with pytest.raises(ConsultationFileError, match=r"markets\.yaml:"):
        read(tmp_path, more)
