"""A small consultation that asks for a company, and a stand-in for the public search."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from consultkit import ConsultKit, Identity, Settings
from consultkit.testing import FixedClock
from consultkit_sirene.plugin import ADDRESS_VARIABLE
from consultkit_sirene.stand_in import SireneStandIn

NOON = datetime(2018, 11, 15, 11, 0, tzinfo=UTC)
FILE = """
consultation: companies
title: Les entreprises
window: {opens: 2018-10-31 08:00, closes: 2018-11-30, timezone: Europe/Paris}
respondent: {sign_in: [account]}
privacy: {controller: DGE, basis: public_task, purpose: Étude, dpo: dpo@ministry.example, keep: 6 months}
pages:
  - id: number
    title: Le numéro
    questions:
      - {id: siret, type: siret, label: SIRET}
  - id: company
    title: L'entreprise
    questions:
      - {id: name, type: text, label: Nom}
      - {id: home, type: address, label: Adresse}
      - {id: letter, type: long_text, label: Adresse postale}
      - {id: activity, type: text, label: Activité}
      - {id: staff, type: headcount_band, label: Effectif}
plugins:
  sirene: {siret: siret, name: name, address: home, activity: activity, headcount: staff}
"""


@pytest.fixture
def stand_in(monkeypatch: pytest.MonkeyPatch) -> Iterator[SireneStandIn]:
    with SireneStandIn() as stand_in:
        monkeypatch.setenv(ADDRESS_VARIABLE, stand_in.address)
        yield stand_in


@pytest.fixture
def kit(stand_in: SireneStandIn, tmp_path: Path) -> Iterator[ConsultKit]:
    file = tmp_path / "companies.yaml"
    file.write_text(FILE)
    settings = Settings(database_url=f"sqlite:///{tmp_path / 'ck.db'}", key_file=tmp_path / "keys")
    kit = ConsultKit([file], settings=settings, clock=FixedClock(NOON))
    yield kit
    kit.close()


@pytest.fixture
def respondent(kit: ConsultKit):
    who = Identity(issuer="https://provider.example", subject="somebody")
    return kit.identities.respondent_of(who, "franceconnect")
