"""Texts that lack a language of the consultation."""

from __future__ import annotations

import json
from pathlib import Path

from consultkit.schema import load_consultation, record_beside, record_of, warnings_of

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


def recorded(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
    record = record_of(load_consultation(path, TYPES, PLUGINS, WAYS))
    record_beside(path).write_text(json.dumps(record), encoding="utf-8")


def test_a_translation_that_stayed_while_its_text_changed_is_named(tmp_path: Path) -> None:
    recorded(tmp_path / "c.yaml", TEXT)
    changed = TEXT.replace("title: {fr: Vous, en: You}", "title: {fr: Votre firme, en: You}")
    ((line, message),) = warned(tmp_path / "c.yaml", changed)
    assert line == "title: {fr: Votre firme, en: You}"
    assert message == "This text has changed in `fr` since it was translated into `en`."


def test_a_text_that_changed_in_both_languages_is_not(tmp_path: Path) -> None:
    recorded(tmp_path / "c.yaml", TEXT)
    changed = TEXT.replace("title: {fr: Vous, en: You}", "title: {fr: Votre firme, en: Your firm}")
    assert warned(tmp_path / "c.yaml", changed) == []


def test_once_noted_again_nothing_is_stale(tmp_path: Path) -> None:
    recorded(tmp_path / "c.yaml", TEXT)
    changed = TEXT.replace("title: {fr: Vous, en: You}", "title: {fr: Vous !, en: You}")
    recorded(tmp_path / "c.yaml", changed)
    assert warned(tmp_path / "c.yaml", changed) == []


def test_a_record_that_cannot_be_read_says_nothing(tmp_path: Path) -> None:
    for broken in ("", "[]", "{", '{"title": 3}'):
        record_beside(tmp_path / "c.yaml").write_text(broken)
        assert warned(tmp_path / "c.yaml", TEXT) == []


def test_places_are_told_by_ids(tmp_path: Path) -> None:
    (tmp_path / "c.yaml").write_text(TEXT)
    record = record_of(load_consultation(tmp_path / "c.yaml", TYPES, PLUGINS, WAYS))
    # The conditions on sending have none.
    asked = [place for place in record if not place.startswith("submit/")]
    assert "pages/you/title" in asked
    assert not [place for place in asked if any(word.isdigit() for word in place.split("/"))]
