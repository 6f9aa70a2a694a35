"""Exporting and importing by commands: what is written where, and what is refused."""

from __future__ import annotations

import json
import stat
import zipfile
from pathlib import Path

import pytest
from python_calamine import load_workbook

from consultkit import ConsultKit

from .conftest import Consultkit

pytestmark = pytest.mark.usefixtures("filled")

MORE = """
      - {id: kind, type: choice, label: Which?, options: {oak: Chêne, elm: Orme}}
"""


@pytest.fixture
def filled(deployed: dict[str, str], file: Path, consultkit: Consultkit) -> None:
    file.write_text(file.read_text(encoding="utf-8") + MORE.lstrip("\n"), encoding="utf-8")
    assert consultkit("simulate", file, "--respondents", "8").exit_code == 0


def test_each_form_is_written_for_its_owner_alone(consultkit: Consultkit, file: Path, tmp_path: Path) -> None:
    for kind, beside in {
        "csv": {"x.csv", "x.dictionary.csv", "x.datapackage.json", "x.export.json"},
        "xlsx": {"x.xlsx"},
        "jsonl": {"x.jsonl", "x.export.json"},
        "parquet": {"x.parquet", "x.dictionary.csv", "x.export.json"},
        "zip": {"x.zip"},
    }.items():
        folder = tmp_path / kind
        folder.mkdir()
        done = consultkit("export", file, "--format", kind, "--output", folder / f"x.{kind}")
        assert done.exit_code == 0, done.output
        assert {path.name for path in folder.iterdir()} == beside
        assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}


def test_columns_codes_and_answers_are_chosen(consultkit: Consultkit, file: Path, tmp_path: Path) -> None:
    chosen = ("--columns", "kind", "--where", "kind=oak", "--codes", "--no-bom", "--no-study")
    done = consultkit("export", file, *chosen, "--delimiter", ",", "--output", tmp_path / "x.csv")
    assert done.exit_code == 0, done.output
    heading, *rows = (tmp_path / "x.csv").read_text(encoding="utf-8").splitlines()
    assert heading == "reference,received_at,late,replaces,form_version,kind"
    assert rows
    assert all(row.endswith(",oak") for row in rows)


def test_what_cannot_be_chosen_is_refused_with_what_can(
    consultkit: Consultkit, file: Path, tmp_path: Path
) -> None:
    for wrong in (("--columns", "kindd"), ("--where", "kind=pine"), ("--where", "opinion=x")):
        refused = consultkit("export", file, *wrong, "--output", tmp_path / "x.csv")
        assert refused.exit_code == 1
        assert not (tmp_path / "x.csv").exists()
    nowhere = consultkit("export", file, "--output", tmp_path / "nowhere" / "x.csv")
    assert (nowhere.exit_code, "cannot be written" in nowhere.output) == (1, True)


def test_an_output_that_is_an_archive_holds_all_of_it(
    consultkit: Consultkit, file: Path, tmp_path: Path
) -> None:
    assert consultkit("export", file, "--output", tmp_path / "x.zip").exit_code == 0
    with zipfile.ZipFile(tmp_path / "x.zip") as archive:
        assert json.loads(archive.read("export.json"))["choice"]["format"] == "csv"
    assert consultkit("export", file, "--format", "xlsx", "--output", tmp_path / "x.xlsx").exit_code == 0
    assert load_workbook(tmp_path / "x.xlsx").sheet_names == ["export", "contributions", "dictionary"]


def test_exporting_is_written_down(consultkit: Consultkit, file: Path, tmp_path: Path) -> None:
    consultkit("export", file, "--output", tmp_path / "x.csv")
    kit = ConsultKit([file])
    ((_nobody, events),) = kit.room("exports").subjects("smallest").items()
    kit.close()
    assert [(event.kind, event.by) for event in events] == [("exported", None)]


def test_what_was_exported_is_imported_elsewhere_once(
    consultkit: Consultkit, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    exported = tmp_path / "x.jsonl"
    consultkit("export", file, "--format", "jsonl", "--output", exported)
    again = consultkit("import", file, exported)
    assert (again.exit_code, "already" in again.output) == (1, True)
    monkeypatch.setenv("CONSULTKIT_DATABASE_URL", f"sqlite:///{tmp_path / 'elsewhere.db'}")
    number = exported.read_bytes().count(b'"kind":"contribution"')
    taken = consultkit("import", file, exported)
    assert taken.exit_code == 0, taken.output
    assert f"{number} contributions are kept" in taken.output
