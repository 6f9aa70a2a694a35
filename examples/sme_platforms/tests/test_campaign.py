"""The campaign's file asks what the campaign asked, and the launch case fits it without bending."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from consultkit import Form, Json, compile_form, read_consultation
from sme_platforms.app import CONSULTATION
from sme_platforms.tests.answers import PUBLISHER

IN_NOVEMBER = date(2018, 11, 15)


@pytest.fixture(scope="module")
def form() -> Form:
    return compile_form(read_consultation(CONSULTATION))


def shown(form: Form, answers: dict[str, Json]) -> set[str]:
    journey = form.journey(answers, today=IN_NOVEMBER)
    return {question.id for page in journey.pages for question in journey.questions(page)}


def test_the_window_is_the_historical_one(form: Form) -> None:
    window = form.consultation.window
    assert window.opens_at == datetime(2018, 10, 31, 7, 0, tzinfo=UTC)
    assert window.closes_at == datetime(2018, 11, 30, 23, 0, tzinfo=UTC)


def test_it_has_the_eighteen_practices(form: Form) -> None:
    assert len(form.questions["pratiques"].options) == 18


def test_the_launch_case_is_complete(form: Form) -> None:
    journey = form.journey(PUBLISHER, today=IN_NOVEMBER)
    assert dict(journey.faults) == {}
    assert dict(journey.answers) == PUBLISHER


def test_nothing_but_codes_of_closed_answers_is_open(form: Form) -> None:
    policy = form.consultation.protect
    readable = [question.id for question in form.questions.values() if not question.is_protected(policy)]
    assert all(form.questions[question].coded for question in readable if form.questions[question].asks)


@pytest.mark.parametrize("practice", ["suspension_compte", "dereferencement_offres"])
def test_a_removal_asks_for_its_circumstances(form: Form, practice: str) -> None:
    assert {"perimetre", "preavis", "motif", "retabli"} <= shown(form, {"pratiques": [practice]})
    assert "perimetre" not in shown(form, {"pratiques": ["commissions_frais"]})


def test_withheld_payments_ask_for_the_amount_only(form: Form) -> None:
    asked = shown(form, {"pratiques": ["retenue_paiements"]})
    assert "montant_retenu" in asked
    assert not {"nature_modif", "ref_contrefacon"} & asked


def test_the_mediator_needs_the_confidentiality_undertaking(form: Form) -> None:
    answers = {key: value for key, value in PUBLISHER.items() if key != "engagement_confidentialite"}
    assert set(form.journey(answers, today=IN_NOVEMBER).faults) == {"engagement_confidentialite"}
    answers["saisine_mediateur"] = False
    assert form.journey(answers, today=IN_NOVEMBER).is_complete


def test_sharing_with_the_platform_is_never_decided_beforehand(form: Form) -> None:
    answers = {key: value for key, value in PUBLISHER.items() if key != "partage_plateforme"}
    assert set(form.journey(answers, today=IN_NOVEMBER).faults) == {"partage_plateforme"}


def test_facts_cannot_begin_in_the_future(form: Form) -> None:
    late = form.journey({**PUBLISHER, "date_debut": "2018-12-25"}, today=IN_NOVEMBER)
    assert "date_debut" in late.faults


def test_every_text_is_in_both_languages(form: Form) -> None:
    french, english = (
        [question.label.in_language(language) for question in form.questions.values()]
        for language in ("fr", "en")
    )
    same = {label for label, other in zip(french, english, strict=True) if label == other}
    assert same == set()
