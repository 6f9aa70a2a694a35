"""What of an answer that came with words lies open, is sealed, and is counted."""

from __future__ import annotations

from pathlib import Path

import pytest

from consultkit import read_consultation
from consultkit.form import Form, compile_form
from consultkit.operations.protection import parted
from consultkit.operations.tallying import marks_of
from consultkit.records import Json

FILE = Path(__file__).parents[1] / "consultations" / "specified.yaml"
ANSWERS: dict[str, Json] = {
    "kind": {"code": "other", "text": "Des fleurs"},
    "troubles": {"codes": ["delisting", "other"], "texts": {"other": "La pluie"}},
}


@pytest.fixture
def form() -> Form:
    return compile_form(read_consultation(FILE))


def test_under_all_the_codes_lie_open_and_the_whole_is_sealed(form: Form) -> None:
    parts = parted(form, ANSWERS)
    assert parts.open == {"kind": "other", "troubles": ["delisting", "other"]}
    assert parts.protected == ANSWERS


def test_without_words_nothing_is_sealed(form: Form) -> None:
    parts = parted(form, {"kind": "food", "troubles": ["none"]})
    assert parts.open == {"kind": "food", "troubles": ["none"]}
    assert parts.protected == {}


def test_under_personal_words_lie_open_as_every_text_does(form: Form) -> None:
    lenient = form.consultation.model_copy(update={"protect": "personal"})
    assert parted(compile_form(lenient), ANSWERS).open == ANSWERS


def test_each_code_is_counted_once_whatever_the_words(form: Form) -> None:
    assert set(marks_of(form, ANSWERS)) == {
        ("kind", "other"),
        *(("troubles", code) for code in ("delisting", "other")),
    }
