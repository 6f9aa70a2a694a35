"""`consultkit check` and `consultkit schema`: what a department sees while it writes."""

from __future__ import annotations

import json
import re
from pathlib import Path

from .conftest import CONSULTATIONS, Consultkit


def test_a_sound_file_is_said_to_be_sound(consultkit: Consultkit) -> None:
    checked = consultkit("check", CONSULTATIONS / "smallest.yaml")
    assert checked.exit_code == 0
    assert re.search(
        r"smallest\.yaml: sound\. 1 pages?, 1 questions?, form [0-9a-f]{12}\.\n$", checked.output
    )


def test_twelve_faults_are_twelve_lines_each_with_its_place_and_mend(consultkit: Consultkit) -> None:
    file = CONSULTATIONS / "twelve_faults.yaml"
    checked = consultkit("check", file)
    lines = checked.output.splitlines()
    assert checked.exit_code == 1
    assert len(lines) == 12
    places = [re.match(rf"{re.escape(str(file))}:(\d+): \S.*\. \S.*[.?]$", line) for line in lines]
    assert all(places), lines
    numbers = [int(place[1]) for place in places if place]
    assert numbers == sorted(set(numbers))


def test_one_faulty_file_among_sound_ones_ends_with_1_and_all_are_looked_at(consultkit: Consultkit) -> None:
    checked = consultkit("check", CONSULTATIONS / "twelve_faults.yaml", CONSULTATIONS / "smallest.yaml")
    assert checked.exit_code == 1
    assert "smallest.yaml: sound." in checked.output


def test_a_file_that_is_not_there_or_not_text_is_said_without_a_stack(
    consultkit: Consultkit, tmp_path: Path
) -> None:
    picture = tmp_path / "picture.yaml"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n\xff\xfe")
    for path in (tmp_path / "absent.yaml", picture, tmp_path):
        checked = consultkit("check", path)
        assert checked.exit_code != 0
        assert checked.output
        assert isinstance(checked.exception, SystemExit), path


def test_the_schema_has_the_question_types_and_the_settings_of_installed_plugins(
    consultkit: Consultkit,
) -> None:
    printed = consultkit("schema")
    assert printed.exit_code == 0
    schema = json.loads(printed.output)
    assert schema["$schema"].startswith("https://json-schema.org/")
    assert "mediator" in schema["properties"]["plugins"]["properties"]
    assert '"siret"' in printed.output


def test_a_warning_is_printed_and_fails_only_when_it_is_asked_to(
    consultkit: Consultkit, tmp_path: Path
) -> None:
    file = tmp_path / "doubtful.yaml"
    smallest = (CONSULTATIONS / "smallest.yaml").read_text()
    extra = "  - id: extra\n    title: E\n    questions:\n"
    extra += "      - {id: sure, type: confirm, label: S}\n"
    never = "{not: {any: [{sure: true}, {not: {sure: true}}]}}"
    extra += f"      - {{id: after, type: text, label: A, show_if: {never}}}\n"
    file.write_text(f"{smallest.rstrip()}\n{extra}")
    checked = consultkit("check", file)
    assert checked.exit_code == 0
    line = len(file.read_text().splitlines())
    assert f"{file}:{line}: Warning: The question `after` never shows" in checked.output
    assert ": sound." in checked.output
    assert consultkit("check", "--strict", file).exit_code == 1
    assert consultkit("check", "--strict", CONSULTATIONS / "smallest.yaml").exit_code == 0
