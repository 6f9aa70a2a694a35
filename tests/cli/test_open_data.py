"""`consultkit export --open`: refuses, publishes, writes, and writes the same again."""

from __future__ import annotations

from pathlib import Path

import pytest
from frictionless import Package

from .conftest import CONSULTATIONS, Consultkit

pytestmark = pytest.mark.usefixtures("deployed")


@pytest.fixture
def stalls(tmp_path: Path, consultkit: Consultkit) -> Path:
    """A consultation to which a made-up market has contributed."""
    file = tmp_path / "stalls.yaml"
    file.write_text((CONSULTATIONS / "open_data.yaml").read_text())
    simulated = consultkit("simulate", file, "--respondents", 60)
    assert simulated.exit_code == 0, simulated.output
    return file


def undeclare(file: Path) -> None:
    """Let one question say nothing of what is published of it."""
    declared, silent = "required: false, publication: aggregate}", "required: false}"
    text = file.read_text()
    assert declared in text
    file.write_text(text.replace(declared, silent))


def test_it_writes_what_may_be_told_and_the_same_again(
    stalls: Path, consultkit: Consultkit, tmp_path: Path
) -> None:
    written = consultkit("export", "--open", stalls, "--output", tmp_path / "out")
    assert written.exit_code == 0, written.output
    assert "publication 1" in written.output
    report = Package(str(tmp_path / "out/1/datapackage.json")).validate()
    assert report.valid, report.flatten()
    again = consultkit("export", "--open", stalls, "--output", tmp_path / "again")
    assert again.exit_code == 0, again.output
    names = sorted(path.name for path in (tmp_path / "out/1").iterdir())
    assert {"METHOD.md", "LICENCE.md", "datapackage.json", "aggregates.csv", "data.csv"} <= set(names)
    for name in names:
        assert (tmp_path / "out/1" / name).read_bytes() == (tmp_path / "again/1" / name).read_bytes()
    assert not (tmp_path / "again/2").exists()


def test_it_refuses_while_a_question_is_undeclared(
    stalls: Path, consultkit: Consultkit, tmp_path: Path
) -> None:
    stalls.write_text(
        stalls.read_text().replace("required: false, publication: aggregate}", "required: false}")
    )
    refused = consultkit("export", "--open", stalls, "--output", tmp_path / "out")
    assert refused.exit_code == 1
    assert "do not say what of them is published: lost." in refused.output
    assert "Write `publication:`" in refused.output
    assert not (tmp_path / "out").exists()


def test_a_check_warns_of_what_is_undeclared(stalls: Path, consultkit: Consultkit) -> None:
    stalls.write_text(
        stalls.read_text().replace("required: false, publication: aggregate}", "required: false}")
    )
    checked = consultkit("check", stalls)
    assert checked.exit_code == 0
    assert "`lost` does not say what of it is published" in checked.output
