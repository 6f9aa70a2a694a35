"""`consultkit audit`: whether the journal is whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from .conftest import CONSULTATIONS, Consultkit

FILE = CONSULTATIONS / "intake.yaml"


@pytest.fixture
def added(consultkit: Consultkit, deployed: dict[str, str]) -> None:
    done = consultkit("officials", "add", "lou@mairie.example", FILE, "--role", "manager")
    assert done.exit_code == 0, done.output


@pytest.mark.usefixtures("added")
def test_an_act_on_the_command_line_is_shown_and_the_journal_is_whole(consultkit: Consultkit) -> None:
    shown = consultkit("audit", "show", "fair", FILE)
    assert shown.exit_code == 0, shown.output
    assert "officials.added" in shown.output
    assert "command line" in shown.output
    assert consultkit("audit", "show", "fair", FILE, "--what", "window.").output == ""
    verified = consultkit("audit", "verify", FILE)
    assert (verified.exit_code, "1 entries" in verified.output) == (0, True), verified.output


@pytest.mark.usefixtures("added")
def test_a_checkpoint_kept_elsewhere_is_compared(consultkit: Consultkit, tmp_path: Path) -> None:
    kept = tmp_path / "checkpoint.txt"
    kept.write_text(consultkit("audit", "checkpoint", FILE).output)
    assert consultkit("audit", "verify", FILE, "--checkpoint", kept).exit_code == 0
    kept.write_text(kept.read_text().replace("number: 1", "number: 2"))
    wrong = consultkit("audit", "verify", FILE, "--checkpoint", kept)
    assert (wrong.exit_code, "not signed" in wrong.output) == (1, True)
    kept.write_text("nothing")
    assert "not a checkpoint" in consultkit("audit", "verify", FILE, "--checkpoint", kept).output
