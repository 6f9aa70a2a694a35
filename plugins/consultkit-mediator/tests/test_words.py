"""What the pages of the mediator say is in French too, and nothing is translated that is not said."""

from __future__ import annotations

import re
from pathlib import Path

import consultkit
import consultkit_mediator

SAID = re.compile(r'_\("((?:[^"\\]|\\.)+)"')
TRANSLATED = re.compile(r'^msgid "(.+)"\nmsgstr "(.+)"$', re.MULTILINE)


def catalogue(module, *folders):
    path = Path(module.__file__).parent.joinpath(*folders, "locale", "fr.po")
    return dict(TRANSLATED.findall(path.read_text(encoding="utf-8")))


def said():
    folder = Path(consultkit_mediator.__file__).parent / "templates"
    pages = (path.read_text(encoding="utf-8") for path in folder.rglob("*.html"))
    return {message for page in pages for message in SAID.findall(page)}


def test_every_message_is_in_french():
    own, ours = catalogue(consultkit_mediator), catalogue(consultkit, "web")
    assert said() - own.keys() - ours.keys() == set()
    assert own.keys() - said() == set()


def test_french_marks_stand_behind_no_break_spaces():
    for message in catalogue(consultkit_mediator).values():
        assert not re.search(r" [:;?!»]|« ", message), message
