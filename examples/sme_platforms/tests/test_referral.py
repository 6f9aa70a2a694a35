"""The launch case, from the first answer to the mediator; and those of whom the mediator must not hear."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from consultkit import (
    ConsultKit,
    Identity,
    Json,
    ProviderSettings,
    Receipt,
    Settings,
    SignInSettings,
    digest_of,
)
from consultkit.testing import FixedClock
from consultkit_mediator.stand_in import MediatorStandIn
from sme_platforms.app import CONSULTATION
from sme_platforms.tests.answers import PUBLISHER

IN_NOVEMBER = datetime(2018, 11, 15, 9, 0, tzinfo=UTC)


@pytest.fixture
def mediator(monkeypatch: pytest.MonkeyPatch) -> Iterator[MediatorStandIn]:
    with MediatorStandIn() as mediator:
        monkeypatch.setenv("CONSULTKIT_MEDIATOR_ADDRESS", mediator.address)
        yield mediator


@pytest.fixture
def kit(tmp_path: Path, mediator: MediatorStandIn) -> Iterator[ConsultKit]:
    settings = Settings(
        database_url=f"sqlite:///{tmp_path / 'campaign.db'}",
        key_file=tmp_path / "campaign.keys",
        sign_in=SignInSettings(franceconnect=ProviderSettings("https://issuer.example", "client", "secret")),
    )
    kit = ConsultKit([CONSULTATION], settings=settings, clock=FixedClock(IN_NOVEMBER))
    yield kit
    kit.close()


def send(kit: ConsultKit, answers: dict[str, Json]) -> Receipt:
    """What a respondent does, without the pages; then what the worker does."""
    respondent = kit.identities.respondent_of(
        Identity("https://issuer.example", "a-publisher"), "franceconnect"
    )
    draft = kit.intake.save(kit.intake.begin("sme-platforms", respondent), answers)
    receipt = kit.intake.submit(
        draft.id, respondent, submit_key=draft.submit_key, answers_sha256=digest_of(answers)
    )
    while kit.worker.run_once():
        pass
    return receipt


def test_the_launch_case_reaches_the_mediator_once(kit: ConsultKit, mediator: MediatorStandIn) -> None:
    receipt = send(kit, PUBLISHER)
    (referral,) = mediator.received
    text = str(referral)
    for told in ("Éditions du Val d'Argent", "73282932000074", "Amazon", "elise.koenig@", receipt.reference):
        assert told in text


def test_who_does_not_ask_for_the_mediator_is_not_named_there(
    kit: ConsultKit, mediator: MediatorStandIn
) -> None:
    answers = {key: value for key, value in PUBLISHER.items() if key != "engagement_confidentialite"}
    send(kit, {**answers, "saisine_mediateur": False})
    assert mediator.received == []


def test_the_mediator_is_told_what_it_needs_and_no_more(kit: ConsultKit, mediator: MediatorStandIn) -> None:
    send(kit, PUBLISHER)
    text = str(mediator.received)
    assert "sans_identite" not in text
    assert "500k_2m" not in text


@pytest.mark.parametrize("change", [{"procedure_collective": "redressement"}, {"action_judiciaire": True}])
def test_whom_the_mediator_does_not_take_stays_here(
    kit: ConsultKit, mediator: MediatorStandIn, change: dict[str, Json]
) -> None:
    send(kit, {**PUBLISHER, **change})
    assert mediator.received == []
