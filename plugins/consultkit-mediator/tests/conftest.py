"""A small consultation that may call in the mediator."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from consultkit import Case, Form, Json, Referral, Submission, compile_form, read_consultation
from consultkit_mediator import MediatorSettings
from consultkit_mediator.referral import refer
from consultkit_mediator.stand_in import MediatorStandIn

NOON = datetime(2018, 11, 15, 11, 0, tzinfo=UTC)
QUESTIONS = """
consultation: marketplaces
title: {fr: Les plateformes, en: Marketplaces}
languages: [fr, en]
window: {opens: 2018-10-31 08:00, closes: 2018-11-30, timezone: Europe/Paris}
respondent: {sign_in: [account], contributions: many}
protect: all
privacy: {controller: DGE, basis: public_task, purpose: Étude, dpo: dpo@ministry.example, keep: 6 months}
pages:
  - id: all
    title: {fr: Vos réponses, en: Your answers}
    questions:
      - {id: company, type: text, label: {fr: Raison sociale, en: Company}, required: false}
      - {id: siret, type: siret, label: {fr: Numéro SIRET, en: SIRET}, required: false}
      - {id: address, type: long_text, label: {fr: Adresse, en: Address}, required: false}
      - {id: name, type: text, label: {fr: Nom, en: Name}, required: false}
      - {id: email, type: email, label: {fr: Courriel, en: E-mail}, required: false}
      - {id: mobile, type: phone, label: {fr: Mobile, en: Mobile}, required: false}
      - {id: headcount, type: choice, label: {fr: Effectif, en: Staff}, required: false, options: {"02": 3-5}}
      - id: platform
        type: choice
        label: {fr: Plateforme, en: Marketplace}
        required: false
        options: {amazon: Amazon, other: {fr: Une autre, en: Another}}
      - {id: other_platform, type: text, label: {fr: Laquelle, en: Which}, required: false}
      - {id: country, type: text, label: {fr: Pays, en: Country}, required: false}
      - {id: their_siret, type: siret, label: {fr: Leur SIRET, en: Their SIRET}, required: false}
      - id: practices
        type: choices
        label: {fr: Difficultés, en: Difficulties}
        required: false
        options: {delisting: Déréférencement, payment: Retenue}
      - {id: story, type: long_text, label: {fr: Récit, en: Story}, required: false}
      - {id: contacted, type: yes_no, label: {fr: "Contactée ?", en: "Contacted?"}, required: false}
      - {id: insolvent, type: yes_no, label: {fr: "Liquidation ?", en: "Liquidation?"}, required: false}
      - {id: in_court, type: yes_no, label: {fr: "Tribunal ?", en: "Court?"}, required: false}
      - {id: asked_elsewhere, type: yes_no, label: {fr: "Ailleurs ?", en: "Elsewhere?"}, required: false}
      - {id: papers, type: files, label: {fr: Pièces, en: Papers}, required: false}
      - {id: secret, type: text, label: Not for the mediator, required: false}
      - {id: wants_mediator, type: yes_no, label: {fr: "Médiateur ?", en: "Mediator?"}, required: false}
      - {id: undertaking, type: confirm, label: {fr: Je m'engage., en: I undertake.}, required: false}
"""
PLUGIN = """
plugins:
  mediator:
    address: ADDRESS
    when: {not: {asked_elsewhere: true}}
    eligible:
      - if: {not: {insolvent: true}}
        otherwise: {fr: La liquidation exclut la médiation., en: Liquidation excludes mediation.}
      - {if: {not: {in_court: true}}, otherwise: Un tribunal est saisi.}
    consent: wants_mediator
    confidentiality: undertaking
    applicant:
      {company: company, siret: siret, address: address, family_name: name, email: email, mobile: mobile,
       headcount: headcount}
    other_party: {name: platform, other_name: other_platform, country: country, siret: their_siret}
    subject: practices
    facts: story
    previous_steps: [contacted]
    attachments: papers
"""
COMPLETE: dict[str, Json] = {
    "company": "Éditions du Val d'Argent",
    "siret": "73282932000074",
    "address": "3 rue des Cigognes\n67000 Strasbourg",
    "name": "Kœnig",
    "email": "elise@editions.example",
    "mobile": "+33612345678",
    "headcount": "02",
    "platform": "amazon",
    "country": "Luxembourg",
    "practices": ["delisting"],
    "story": "Du jour au lendemain.",
    "contacted": True,
    "insolvent": False,
    "secret": "Canary",
    "wants_mediator": True,
    "undertaking": True,
}

Refer = Callable[..., list[Referral]]


@pytest.fixture
def complete() -> dict[str, Json]:
    return dict(COMPLETE)


@pytest.fixture
def file(tmp_path: Path) -> Callable[..., Path]:
    """Writes the consultation file, with words replaced."""

    def write(*replacements: tuple[str, str], address: str = "https://mediator.example/referrals") -> Path:
        text = QUESTIONS + PLUGIN.replace("ADDRESS", address)
        for old, new in replacements:
            assert old in text
            text = text.replace(old, new)
        path = tmp_path / "marketplaces.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.fixture
def form(file: Callable[..., Path]) -> Form:
    return compile_form(read_consultation(file()))


@pytest.fixture
def settings(form: Form) -> MediatorSettings:
    settings = form.consultation.plugins["mediator"]
    assert isinstance(settings, MediatorSettings)
    return settings


@pytest.fixture
def propose(form: Form, settings: MediatorSettings) -> Refer:
    """What the plugin proposes for these answers."""

    def propose(answers: dict[str, Json]) -> list[Referral]:
        return refer(form, _submission(form, answers), settings)

    return propose


@pytest.fixture
def submission(form: Form) -> Submission:
    return _submission(form, COMPLETE)


@pytest.fixture
def case(form: Form, propose: Refer) -> Case:
    """A case with a complete referral."""
    (referral,) = propose(COMPLETE)
    return Case(
        id=UUID("2b1d6f0a-52a1-4a39-8f54-6f1f35a3a001"),
        consultation="marketplaces",
        submission_id=UUID(int=1),
        submission_reference="7K3-FQ9-XHD",
        plugin="mediator",
        referral=referral,
        opened_at=NOON,
    )


@pytest.fixture
def stand_in() -> Iterator[MediatorStandIn]:
    with MediatorStandIn() as stand_in:
        yield stand_in


def _submission(form: Form, answers: dict[str, Json]) -> Submission:
    return Submission(
        id=UUID(int=1),
        consultation="marketplaces",
        form_digest=form.digest,
        reference="7K3-FQ9-XHD",
        respondent_id=UUID(int=0),
        answers=answers,
        received_at=NOON,
        decided_at=NOON,
    )
