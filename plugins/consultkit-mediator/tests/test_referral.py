"""A referral is made with the respondent's own consent, and says what it lacks."""

from __future__ import annotations

from dataclasses import replace

import pytest

from consultkit import Package
from consultkit_mediator.conformity import faults
from consultkit_mediator.package import document
from consultkit_mediator.referral import refer


def without(answers, *questions):
    return {question: value for question, value in answers.items() if question not in questions}


def test_a_complete_one_lacks_nothing_and_conforms_to_the_published_schema(propose, complete, case):
    (referral,) = propose(complete)
    assert referral.missing == ()
    assert referral.destination == "mediator"
    assert referral.subject == "Saisine du médiateur : Éditions du Val d'Argent / Amazon"
    assert faults(document(referral, case, Package())) == []


def test_a_correction_says_which_contribution_it_replaces(form, settings, submission, case):
    (referral,) = refer(form, replace(submission, replaces="7K3-FQ9-XHD"), settings)
    assert referral.body["replaces"] == "7K3-FQ9-XHD"
    assert faults(document(referral, case, Package())) == []


@pytest.mark.parametrize("consent", [{}, {"wants_mediator": False}, {"wants_mediator": None}])
def test_without_consent_nothing_is_referred(propose, complete, consent):
    assert propose({**without(complete, "wants_mediator"), **consent}) == []


def test_without_the_files_own_condition_nothing_is_referred(propose, complete):
    assert propose({**complete, "asked_elsewhere": True}) == []


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"insolvent": True}, ("La liquidation exclut la médiation.",)),
        ({"in_court": True}, ("Un tribunal est saisi.",)),
        (
            {"insolvent": True, "in_court": True},
            ("La liquidation exclut la médiation.", "Un tribunal est saisi."),
        ),
        ({"insolvent": False, "in_court": None}, ()),
    ],
)
def test_what_is_not_eligible_is_proposed_with_its_reasons(propose, complete, answers, said):
    (referral,) = propose({**complete, **answers})
    assert referral.ineligible == said
    assert referral.missing == ()
    assert referral.is_complete is not bool(said)


@pytest.mark.parametrize(
    ("left_out", "said"),
    [
        ("undertaking", "L'engagement de confidentialité."),
        ("company", "L'identité du demandeur : « Raison sociale »."),
        ("siret", "L'identité du demandeur : « Numéro SIRET »."),
        ("address", "L'identité du demandeur : « Adresse »."),
        ("name", "L'identité du demandeur : « Nom »."),
        ("email", "L'identité du demandeur : « Courriel »."),
        ("platform", "L'identité de l'autre partie."),
        ("practices", "L'objet du litige."),
    ],
)
def test_what_is_missing_is_said_in_words(propose, complete, left_out, said):
    (referral,) = propose(without(complete, left_out))
    assert referral.missing == (said,)
    assert not referral.is_complete


def test_all_that_is_missing_is_said_at_once(propose):
    (referral,) = propose({"wants_mediator": True})
    assert len(referral.missing) == 8


@pytest.mark.parametrize("left_out", ["their_siret", "country", "mobile", "headcount", "story", "contacted"])
def test_what_the_law_does_not_ask_for_may_be_missing(propose, complete, case, left_out):
    (referral,) = propose(without(complete, left_out))
    assert referral.missing == ()
    assert faults(document(referral, case, Package())) == []


def test_the_other_party_is_the_one_written_where_none_of_the_options_fits(propose, complete):
    (referral,) = propose({**complete, "platform": "other", "other_platform": "Bric-à-brac"})
    assert referral.body["other_party"] == {"name": "Bric-à-brac", "country": "Luxembourg"}


def test_answers_are_told_as_they_were_read_with_their_codes(propose, complete):
    (referral,) = propose(complete)
    assert referral.body["subject"] == [
        {"id": "practices", "question": "Difficultés", "answer": "Déréférencement", "codes": ["delisting"]}
    ]
    assert referral.body["previous_steps"] == [
        {"id": "contacted", "question": "Contactée ?", "answer": "Oui", "codes": ["yes"]}
    ]
    assert referral.body["applicant"] == {
        "company": "Éditions du Val d'Argent",
        "siret": "73282932000074",
        "address": "3 rue des Cigognes\n67000 Strasbourg",
        "family_name": "Kœnig",
        "email": "elise@editions.example",
        "mobile": "+33612345678",
        "headcount": "3-5",
    }


def test_it_asks_for_the_answers_that_its_settings_name_and_no_others(settings, complete):
    assert settings.reads() == set(complete) - {"secret"} | {
        "other_platform",
        "their_siret",
        "in_court",
        "asked_elsewhere",
    }
    assert settings.hands_over() == {"papers"}


def test_the_same_submission_gives_the_same_referral(propose, complete):
    assert propose(complete) == propose(complete)


def test_a_question_that_an_older_form_had_not_is_said_by_its_id(form, settings, submission):
    applicant = settings.applicant.model_copy(update={"address": "added_later"})
    newer = settings.model_copy(update={"applicant": applicant})
    (referral,) = refer(form, submission, newer)
    assert referral.missing == ("L'identité du demandeur : « added_later ».",)
