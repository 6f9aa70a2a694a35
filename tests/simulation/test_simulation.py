"""Made-up campaigns: the same for a seed, taken by every type, down every path, and never in production."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from click.testing import CliRunner
from form.random_forms import KINDS, STRUCTURES
from form.test_agreement import form_of

from consultkit import (
    ConfigurationError,
    ConsultKit,
    ProviderSettings,
    Settings,
    SignInSettings,
    compile_form,
    read_consultation,
    simulated,
)
from consultkit.cli import main
from consultkit.form import Form
from consultkit.records import Answers, Official, Role
from consultkit.schema import BUILT_IN_TYPES
from consultkit.simulation import ISSUER, Moment, SimulatedClock, Simulation, answers_of, person, posted_by
from consultkit.simulation.campaign import instants_of
from consultkit.storage.tables import identities
from sme_platforms.app import CONSULTATION

TODAY = date(2018, 11, 15)
TYPES = {one.kind: one for one in BUILT_IN_TYPES}
GALLERY = sorted(
    file
    for file in (Path(__file__).parents[1] / "consultations" / "gallery").glob("*.yaml")
    if file.stem != "information_wall"
)
"""But for the one that stops everybody."""


def moment(seed: int) -> Moment:
    chance = random.Random(seed)
    return Moment(person(chance), TODAY, chance)


@pytest.mark.parametrize("kind", sorted(TYPES.keys() - STRUCTURES - {"statement", "file", "files"}))
def test_every_type_takes_what_is_made_up_for_it(kind: str) -> None:
    """A new type that nobody could answer fails here: see `simulation/values.py`."""
    question = form_of(
        [{"questions": [{"id": "q", "type": kind, "label": "Q", **KINDS[kind].keys}]}]
    ).questions["q"]
    taken = 0
    for seed in range(40):
        posted = posted_by(question, moment(seed))
        assert posted, "nothing was made up"
        value = question.parse(posted)
        question.check(value, {}, TODAY)
        taken += value is not None
    assert taken == 40


@pytest.mark.parametrize("file", GALLERY, ids=lambda file: file.stem)
def test_somebody_gets_through_every_form_of_the_gallery(file: Path) -> None:
    form = compile_form(read_consultation(file))
    journeys = [form.journey(answers_of(form, moment(seed)), TODAY) for seed in range(12)]
    stuck = [one.faults for one in journeys if set(one.faults) - _files(form)]
    assert stuck == []


def _files(form: Form) -> set[str]:
    """What asks for files is not handed in."""
    return {one.id for one in form.questions.values() if one.kind in ("file", "files")}


def answers(seed: int, number: int = 60) -> list[Answers]:
    form = compile_form(read_consultation(CONSULTATION))
    return [answers_of(form, moment(1000 * seed + one)) for one in range(number)]


def test_the_same_seed_gives_the_same_answers_and_another_one_others() -> None:
    assert answers(7) == answers(7)
    assert answers(7) != answers(8)


def test_every_path_of_the_campaign_is_walked() -> None:
    form = compile_form(read_consultation(CONSULTATION))
    walked = [form.journey(one, TODAY) for one in answers(7, 300)]
    pages = {page.id for journey in walked for page in journey.pages}
    answered = {question for journey in walked for question in journey.answers}
    assert pages == {page.id for page in form.pages}
    assert {one.id for one in form.questions.values() if one.asks and one.kind != "files"} - answered == set()
    assert all(journey.is_complete for journey in walked), "and nobody is stuck before the wall"
    assert all(one.get("qualite") != "consommateur" for one in answers(7, 300))


def filled(database_url: str, folder: Path, number: int = 30) -> Settings:
    settings = Settings(database_url=database_url, key_file=folder / "keys", files=str(folder / "files"))
    assert sum(receipt is not None for receipt in simulated(CONSULTATION, settings, number, 7)) > number * 0.8
    return settings


def test_a_campaign_is_sent_over_its_window_by_people_who_are_told_apart(
    database_url: str, tmp_path: Path
) -> None:
    settings = filled(database_url, tmp_path)
    clock = SimulatedClock(datetime(2018, 12, 1, 12, tzinfo=UTC))
    kit = ConsultKit([CONSULTATION], settings=_anyhow(settings), clock=clock)
    reader = Official(uuid4(), "", "sme-platforms", Role.READER)
    received = [one.received_at for one in kit.desk.each(reader)]
    window = kit.consultations[0].window
    assert received == sorted(received, reverse=True)
    assert all(window.opens_at <= at < window.closes_at for at in received)
    assert len({at.date() for at in received}) > 8
    with kit.archive.reading() as tx:
        issuers = {row.issuer for row in tx.connection.execute(identities.select())}
    assert issuers == {ISSUER}
    assert kit.results.summary(reader).total == len(received)
    kit.close()


def _anyhow(settings: Settings) -> Settings:
    nowhere = ProviderSettings("https://nowhere.invalid", "trial", "nobody signs in")
    return replace(settings, sign_in=SignInSettings(franceconnect=nowhere))


def test_where_contributions_are_kept_none_is_made_up_unless_asked(database_url: str, tmp_path: Path) -> None:
    settings = filled(database_url, tmp_path, 8)
    with pytest.raises(ConfigurationError, match="kept there already"):
        next(simulated(CONSULTATION, settings, 8, 8))
    assert len(list(simulated(CONSULTATION, settings, 3, 8, add=True))) == 3


def test_nobody_is_made_up_in_production(database_url: str, tmp_path: Path) -> None:
    settings = Settings(
        database_url=database_url,
        key_file=tmp_path / "keys",
        public_url="https://consultation.example",
        production=True,
    )
    clock = SimulatedClock(datetime(2018, 11, 1, 12, tzinfo=UTC))
    kit = ConsultKit([CONSULTATION], settings=_anyhow(settings), clock=clock)
    with pytest.raises(ConfigurationError, match="production"):
        next(Simulation(kit, clock, kit.consultations[0], 7).run(1))
    kit.close()


@pytest.mark.parametrize("until", [None, datetime(2018, 11, 3, tzinfo=UTC)])
def test_instants_are_in_order_by_day_and_never_after_the_end(until: datetime | None) -> None:
    consultation = read_consultation(CONSULTATION)
    found = instants_of(consultation, 500, random.Random(7), until)
    assert len(found) == 500
    assert found == sorted(set(found))
    assert found[-1] < (until or consultation.window.closes_at)
    at_night = [one for one in found if not 7 <= one.astimezone(consultation.window.zone).hour < 23]
    assert len(at_night) < 50


def test_the_command_fills_a_database_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONSULTKIT_DATABASE_URL", f"sqlite:///{tmp_path}/try.db")
    monkeypatch.setenv("CONSULTKIT_KEY_FILE", str(tmp_path / "keys"))
    run = CliRunner().invoke(main, ["simulate", str(CONSULTATION), "--respondents", "5"])
    assert run.exit_code == 0, run.output
    assert "contributions of made-up respondents" in run.output
    again = CliRunner().invoke(main, ["simulate", str(CONSULTATION), "--respondents", "5"])
    assert again.exit_code == 1
    assert "kept there already" in again.output
