"""Texts that lack a language of the consultation."""

from __future__ import annotations

from pathlib import Path

from consultkit.schema import load_consultation, warnings_of

from .conftest import CONSULTATIONS, PLUGINS, TYPES, WAYS

TEXT = (CONSULTATIONS / "submit.yaml").read_text()


def warned(path: Path, text: str) -> list[tuple[str, str]]:
    path.write_text(text, encoding="utf-8")
    found = warnings_of(path, load_consultation(path, TYPES, PLUGINS, WAYS))
    return [(text.splitlines()[one.line - 1].strip(), one.message) for one in found]


def test_a_text_that_lacks_a_language_is_named_at_its_line(tmp_path: Path) -> None:
    text = TEXT.replace("title: {fr: Vous, en: You}", "title: {fr: Vous}").replace(
        "{firm: Une entreprise, person", "{firm: {fr: Une entreprise}, person"
    )
    (title, option) = warned(tmp_path / "c.yaml", text)
    assert title == ("title: {fr: Vous}", "This text is not translated into `en`.")
    assert "firm: {fr: Une entreprise}" in option[0]


def test_one_text_for_all_languages_lacks_nothing(tmp_path: Path) -> None:
    assert warned(tmp_path / "c.yaml", TEXT) == []
