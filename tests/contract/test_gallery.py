"""Every type of question has its tiny consultation, its place in the documentation and its picture."""

from __future__ import annotations

import re

from gallery import FILES, PICTURES, document

from consultkit.schema import BUILT_IN_TYPES

DOCUMENT = PICTURES.parents[1] / "question-types.md"


def test_every_type_is_in_the_gallery() -> None:
    shown = set(re.findall(r"type: ([a-z_]+)", "".join(file.read_text() for file in FILES)))
    assert {question_type.kind for question_type in BUILT_IN_TYPES} - shown == set()


def test_the_page_of_the_documentation_is_what_the_gallery_says() -> None:
    assert DOCUMENT.read_text() == document(), "Run ./script/pictures, then commit what it wrote."


def test_everything_in_the_gallery_has_its_picture() -> None:
    assert {file.stem for file in FILES} == {picture.stem for picture in PICTURES.glob("*.png")}
