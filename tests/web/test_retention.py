"""How long is kept, at the desk; and one's own data, from the account."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask

from consultkit import ConsultKit, Role, Settings, create_app
from consultkit.testing import FixedClock

from .conftest import CONSULTATION, Member, Visitor
from .test_desk_study import LIST, at_desk, page_of
from .test_guarded_desk import sent

PAGE = "/desk/traders/retention"


@pytest.fixture
def kit(database_url: str, tmp_path: Path, clock: FixedClock) -> Iterator[ConsultKit]:
    file = tmp_path / "traders.yaml"
    file.write_text(CONSULTATION)
    settings = Settings(database_url=database_url, key_file=tmp_path / "k", files=str(tmp_path / "files"))
    kit = ConsultKit([file], settings=settings, clock=clock)
    yield kit
    kit.close()


@pytest.fixture
def app(kit: ConsultKit) -> Flask:
    return create_app(kit)


def test_the_desk_reads_until_when_and_a_manager_keeps_one_longer(app: Flask, kit: ConsultKit) -> None:
    reference = sent(Member(app, kit, "elise"))
    manager = at_desk(app, kit, "mia", Role.MANAGER)
    page = manager.open(manager.open(LIST).links["Durée de conservation des contributions"])
    assert "6 mois après la clôture" in page.words
    assert "1er juin 2019" in page.words
    kept = manager.send(
        page.form("reason"), {"reference": reference, "until": "2020-01-31", "reason": "Un procès."}
    )
    assert "Un procès. (mia@mairie.example)" in kept.words
    assert "31 janvier 2020" in kept.words
    history = page_of(manager, reference)
    assert "À conserver jusqu’au 2020-01-31" in history.words
    assert "Un procès." in history.words


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"reference": "NONE", "until": "2020-01-31", "reason": "Un procès."}, "pas de contribution"),
        ({"until": "demain", "reason": "Un procès."}, "Choisissez une date"),
        ({"until": "2017-01-31", "reason": "Un procès."}, "à partir d’aujourd’hui"),
        ({"until": "2020-01-31", "reason": ""}, "Indiquez pourquoi"),
    ],
)
def test_what_cannot_be_kept_says_what_to_do_and_loses_nothing(
    app: Flask, kit: ConsultKit, typed: dict[str, str], said: str
) -> None:
    reference = sent(Member(app, kit, "elise"))
    manager = at_desk(app, kit, "mia", Role.MANAGER)
    given: dict[str, str | list[str]] = {"reference": reference, **typed}
    page = manager.send(manager.open(PAGE).form("reason"), given)
    assert page.status == (404 if "reference" in typed else 422)
    assert said in page.words
    assert page.with_id("until")["value"] == typed["until"]
    assert kit.retention.outlook("traders").kept_longer == ()


@pytest.mark.parametrize("role", [Role.READER, Role.CASEWORKER])
def test_who_does_not_manage_reads_and_keeps_nothing(app: Flask, kit: ConsultKit, role: Role) -> None:
    reference = sent(Member(app, kit, "elise"))
    official = at_desk(app, kit, "rea", role)
    page = official.open(PAGE)
    assert page.status == 200
    assert not any(one.name == "reason" for form in page.forms for one in form.controls)
    [token] = {one.value for form in page.forms for one in form.controls if one.name == "csrf_token"}
    data = {"csrf_token": token, "reference": reference, "until": "2020-01-31", "reason": "Non."}
    assert official.client.post(PAGE, data=data).status_code == 404
    assert kit.retention.outlook("traders").kept_longer == ()


def test_an_announced_and_a_stopped_erasure_are_told(app: Flask, kit: ConsultKit, clock: FixedClock) -> None:
    sent(Member(app, kit, "elise"))
    clock.set(datetime(2019, 5, 2, 9, 0, tzinfo=UTC))
    kit.retention.do()
    manager = at_desk(app, kit, "mia", Role.MANAGER)
    assert "Un effacement est annoncé" in manager.open(PAGE).words
    clock.set(datetime(2018, 11, 16, 9, 0, tzinfo=UTC))
    for number in range(12):
        sent(Member(app, kit, f"late {number}"))
    clock.set(datetime(2019, 6, 3, 9, 0, tzinfo=UTC))
    kit.retention.do()
    manager = at_desk(app, kit, "max", Role.MANAGER)
    assert "L’effacement a été interrompu" in manager.open(PAGE).words
    assert kit.retention.outlook("traders").contributions == 13


def test_a_person_takes_their_data_along_from_the_account(app: Flask, kit: ConsultKit) -> None:
    elise = Member(app, kit, "elise")
    reference = sent(elise)
    account = elise.open("/account/")
    page = elise.open(account.links["Télécharger mes données"])
    form = next(form for form in page.forms if form.action == "/account/data")
    answer = elise.post(form, {})
    assert answer.mimetype == "application/zip"
    assert answer.headers["Content-Disposition"] == "attachment; filename=my-data.zip"
    assert "no-store" in answer.headers["Cache-Control"]
    with zipfile.ZipFile(io.BytesIO(answer.data)) as packed:
        told = json.loads(packed.read(f"contributions/{reference}/contribution.json"))
    assert told["reference"] == reference


def test_it_is_asked_for_with_a_form_and_by_who_is_signed_in(app: Flask, kit: ConsultKit) -> None:
    assert Visitor(app).client.get("/account/data").status_code in (302, 303)
    elise = Member(app, kit, "elise")
    assert elise.client.post("/account/data").status_code in (400, 403)
