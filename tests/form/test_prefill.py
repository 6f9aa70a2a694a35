"""A draft begins with what a provider told, as far as its questions take it from anybody."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from consultkit.form import Form, compile_form, prefilled
from consultkit.schema import load_consultation

from .conftest import TYPES

FILE = """\
consultation: traders
title: Votre avis
window: {opens: 2018-10-31 08:00, closes: 2018-11-30}
respondent:
  sign_in:
    - proconnect:
        ask: [siret, phone, email]
        prefill: {siret: company, phone_number: mobile, email: letters}
    - account
privacy: {controller: Ville, basis: public_task, purpose: Écouter, dpo: dpo@mairie.example, keep: 6 months}
pages:
  - id: you
    title: Vous
    questions:
      - {id: company, type: siret, label: SIRET}
      - {id: mobile, type: phone, label: Téléphone}
      - {id: letters, type: email, label: Courriel}
"""
WAYS = {
    "proconnect": {"siret": ("siret",), "phone": ("phone_number",), "email": ("email",)},
    "account": {},
}
TODAY = date(2018, 11, 15)


@pytest.fixture
def form(tmp_path: Path) -> Form:
    path = tmp_path / "traders.yaml"
    path.write_text(FILE)
    return compile_form(load_consultation(path, TYPES, {}, WAYS))


def test_what_was_told_becomes_the_answers_that_the_file_names(form: Form) -> None:
    told = {
        "siret": "73282932000074",
        "phone_number": "06 12 34 56 78",
        "email": "A@Shop.example",
        "sub": "x",
    }
    answers = prefilled(form, "proconnect", told, TODAY)
    assert answers == {"company": "73282932000074", "mobile": "+33612345678", "letters": "A@shop.example"}
    journey = form.journey(answers, today=TODAY)
    assert dict(journey.answers) == answers


@pytest.mark.parametrize(
    "told", ["", "12", "73282932000079", None, True, ["73282932000074"], {"a": "b"}, "a\0b"]
)
def test_what_its_question_does_not_take_is_left_out(form: Form, told: object) -> None:
    assert prefilled(form, "proconnect", {"siret": told}, TODAY) == {}


def test_another_way_tells_nothing(form: Form) -> None:
    assert prefilled(form, "account", {"siret": "73282932000074"}, TODAY) == {}
    assert prefilled(form, "franceconnect", {"siret": "73282932000074"}, TODAY) == {}
