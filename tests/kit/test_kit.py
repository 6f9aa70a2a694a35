"""The one object starts whole or not at all."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from consultkit import ConfigurationError, ConsultKit, NotFoundError, Settings
from consultkit.errors import ConsultationFileError

CONSULTATIONS = Path(__file__).parents[1] / "consultations"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(database_url=f"sqlite:///{tmp_path / 'kit.db'}", key_file=tmp_path / "kit.keys")


def test_a_single_path_is_not_taken_for_a_list_of_letters(settings: Settings) -> None:
    with pytest.raises(ConfigurationError, match="brackets"):
        ConsultKit("smallest.yaml", settings=settings)


def test_a_faulty_file_stops_it_with_every_fault(settings: Settings) -> None:
    with pytest.raises(ConsultationFileError) as stopped:
        ConsultKit([CONSULTATIONS / "twelve_faults.yaml"], settings=settings)
    assert len(stopped.value.problems) == 12


def test_it_offers_the_ways_that_the_file_lists(settings: Settings) -> None:
    kit = ConsultKit([CONSULTATIONS / "smallest.yaml"], settings=settings)
    (consultation,) = kit.consultations
    assert [way.name for way in kit.sign_in_ways(consultation.id)] == list(consultation.respondent.ways)
    with pytest.raises(NotFoundError):
        kit.sign_in_ways("another")
    kit.close()


def test_the_same_deployment_has_the_same_secrets_and_another_has_others(
    settings: Settings, tmp_path: Path
) -> None:
    other = Settings(database_url=settings.database_url, key_file=tmp_path / "other.keys")
    kits = [
        ConsultKit([CONSULTATIONS / "smallest.yaml"], settings=one) for one in (settings, settings, other)
    ]
    first, again, elsewhere = (kit.secret("forms") for kit in kits)
    assert first == again != elsewhere
    assert kits[0].secret("forms") != kits[0].secret("something else")
    for kit in kits:
        kit.close()


def test_a_rehearsal_says_so_and_production_refuses_it(settings: Settings) -> None:
    november = datetime(2018, 11, 15, 9, 0, tzinfo=UTC)
    rehearsed = Settings(database_url=settings.database_url, key_file=settings.key_file, rehearse_at=november)
    kit = ConsultKit([CONSULTATIONS / "smallest.yaml"], settings=rehearsed)
    assert kit.rehearsing
    assert kit.now().year == 2018
    kit.close()
    with pytest.raises(ConfigurationError, match="rehearse"):
        Settings(production=True, public_url="https://consultation.example", rehearse_at=november)


def test_production_is_served_over_https() -> None:
    with pytest.raises(ConfigurationError, match="https"):
        Settings(production=True, public_url="http://consultation.example")
