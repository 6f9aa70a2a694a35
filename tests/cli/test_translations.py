"""`consultkit translations`: what `check` says of a translation that stayed."""

from __future__ import annotations

from pathlib import Path

from .conftest import CONSULTATIONS, Consultkit


def test_a_translation_that_stayed_is_warned_of_until_it_is_noted_again(
    consultkit: Consultkit, tmp_path: Path
) -> None:
    file = tmp_path / "c.yaml"
    text = (CONSULTATIONS / "submit.yaml").read_text()
    file.write_text(text)
    assert consultkit("translations", file).exit_code == 0
    assert (tmp_path / "c.translations.json").exists()
    assert consultkit("check", "--strict", file).exit_code == 0
    file.write_text(text.replace("title: {fr: Vous, en: You}", "title: {fr: Votre firme, en: You}"))
    doubtful = consultkit("check", "--strict", file)
    assert doubtful.exit_code == 1
    assert "Warning: This text has changed in `fr` since it was translated into `en`." in doubtful.output
    assert consultkit("translations", file).exit_code == 0
    assert consultkit("check", "--strict", file).exit_code == 0


def test_of_a_faulty_file_nothing_is_noted(consultkit: Consultkit, tmp_path: Path) -> None:
    file = tmp_path / "c.yaml"
    file.write_text("consultation: c")
    assert consultkit("translations", file).exit_code == 1
    assert not (tmp_path / "c.translations.json").exists()
