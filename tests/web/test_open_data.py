"""Open data by pages alone: declared in the file, looked at, published by a manager, read by everybody."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from consultkit import ConsultKit, Role, Settings, create_app
from consultkit.records import Identity, Json, digest_of
from consultkit.results.opening import unzipped
from consultkit.testing import FixedClock

from .conftest import CONSULTATION, Visitor
from .test_desk_study import at_desk

PLACE = "/desk/traders/publication/open-data"
DECLARED = {
    "shop": "never",
    "email": "never",
    "since": "never",
    "neighbours": "never",
    "trouble": "public",
    "which": "public",
    "months": "aggregate",
}


def declared(text: str) -> str:
    """The file of the street with the publication of each question."""
    for line in text.splitlines():
        found = re.match(r"( +)- \{id: (\w+), ", line)
        if found and len(found[1]) == 6:
            class_ = DECLARED.get(found[2], "never")
            text = text.replace(line, line.replace(", type:", f", publication: {class_}, type:", 1), 1)
    return re.sub(
        r"^      - id: (\w+)$",
        lambda found: f"{found[0]}\n        publication: {DECLARED.get(found[1], 'never')}",
        text,
        flags=re.MULTILINE,
    )


def served(text: str, database_url: str, folder: Path, clock: FixedClock) -> Iterator[ConsultKit]:
    file = folder / "traders.yaml"
    file.write_text(text)
    settings = Settings(database_url=database_url, key_file=folder / "k")
    kit = ConsultKit([file], settings=settings, clock=clock)
    yield kit
    kit.close()


@pytest.fixture
def kit(database_url: str, tmp_path: Path, clock: FixedClock) -> Iterator[ConsultKit]:
    yield from served(f"{declared(CONSULTATION)}\nopen_data: {{k: 3}}\n", database_url, tmp_path, clock)


@pytest.fixture
def app(kit: ConsultKit) -> Flask:
    return create_app(kit)


@pytest.fixture
def manager(app: Flask, kit: ConsultKit) -> Visitor:
    return at_desk(app, kit, "max", Role.MANAGER)


def send(kit: ConsultKit, number: int, **more: Json) -> str:
    """A contribution of somebody new; its reference."""
    who = kit.identities.respondent_of(Identity("https://provider.example", f"r{number}"), "franceconnect")
    draft = kit.intake.begin("traders", who)
    trouble: list[Json] = ["noise", "works"] if number % 2 else ["works"]
    answers = {"shop": "Au pain doré", "trouble": trouble, "months": 3 + number, "sure": True, **more}
    saved = kit.intake.save(draft, answers)
    journey = kit.forms.current("traders").journey(saved.answers)
    assert not journey.faults
    digest = digest_of(journey.answers)
    return kit.intake.submit(draft.id, who, submit_key=draft.submit_key, answers_sha256=digest).reference


def publish(manager: Visitor) -> None:
    preview = manager.open(f"{PLACE}/preview")
    manager.send(next(one for one in preview.forms if one.action.endswith("/open-data")))


def test_a_manager_looks_and_publishes_and_everybody_reads(
    kit: ConsultKit, manager: Visitor, visitor: Visitor
) -> None:
    for number in range(8):
        send(kit, number)
    page = manager.open("/desk/traders/publication")
    page = manager.open(page.links["Publier des données ouvertes"])
    assert "rien" in page.words
    preview = manager.open(page.links["Voir ce qui serait publié maintenant"])
    assert "dont il est question8" in preview.words
    publish(manager)
    assert "/traders/open-data/1.zip" in manager.open(PLACE).links.values()
    answer = visitor.client.get("/traders/open-data/1.zip")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    files = unzipped(answer.data)
    rows = list(csv.DictReader(io.StringIO(files["data.csv"].decode(), newline="")))
    assert {row["trouble"] for row in rows} == {""}
    assert "Au pain" not in b"".join(files.values()).decode()


def test_the_public_page_takes_its_figures_from_what_was_published(
    kit: ConsultKit, manager: Visitor, visitor: Visitor
) -> None:
    for number in range(8):
        send(kit, number, **({"trouble": ["noise"]} if number < 3 else {}))
    publish(manager)
    send(kit, 99)
    draft = manager.open("/desk/traders/publication")
    assert "Ce sont ceux des données ouvertes." in draft.html.replace("&#39;", "'")
    preview = manager.send(
        draft.form("said.fr"), {"said.fr": "Dit.", "question": ["trouble"]}, press="preview"
    )
    manager.send(next(one for one in preview.forms if one.action.endswith("/publish")))
    page = visitor.open("/traders/outcome")
    assert "8 personnes ou entreprises" in page.words
    assert "9 " not in page.words
    assert "/traders/open-data/1.zip" in page.links.values()


def test_a_text_held_back_leads_to_its_contribution(kit: ConsultKit, manager: Visitor) -> None:
    for number in range(6):
        send(kit, number)
    reference = send(kit, 7, trouble=["noise", "other"], which="Appelez le 06 12 34 56 78")
    send(kit, 8, trouble=["other"], which="Trop de camions")
    preview = manager.open(f"{PLACE}/preview")
    assert "un numéro de téléphone" in preview.words
    assert preview.links[reference] == f"/desk/traders/contributions/{reference}"
    assert "06 12" not in preview.html


def test_too_few_cannot_be_published(kit: ConsultKit, manager: Visitor, visitor: Visitor) -> None:
    send(kit, 1)
    page = manager.open(f"{PLACE}/preview")
    assert "Il y a trop peu de nouveau" in page.words
    assert [one for one in page.forms if one.action.endswith("/open-data")] == []
    token = manager.open("/account/link").form("csrf_token").controls[0].value
    answer = manager.client.post(PLACE, data={"csrf_token": token})
    assert answer.status_code == 422
    assert visitor.open("/traders/open-data/1.zip").status == 404


@pytest.mark.parametrize("role", [Role.READER, Role.CASEWORKER])
def test_only_a_manager_publishes(app: Flask, kit: ConsultKit, visitor: Visitor, role: Role) -> None:
    for number in range(6):
        send(kit, number)
    colleague = at_desk(app, kit, "ada", role)
    assert [one for one in colleague.open(f"{PLACE}/preview").forms if "open-data" in one.action] == []
    token = colleague.open("/account/link").form("csrf_token").controls[0].value
    assert colleague.client.post(PLACE, data={"csrf_token": token}).status_code == 404
    assert visitor.open("/traders/open-data/1.zip").status == 404


class TestUndeclared:
    @pytest.fixture
    def kit(self, database_url: str, tmp_path: Path, clock: FixedClock) -> Iterator[ConsultKit]:
        yield from served(f"{CONSULTATION}\nopen_data: {{k: 3}}\n", database_url, tmp_path, clock)

    def test_the_page_names_what_is_not_declared(self, kit: ConsultKit, manager: Visitor) -> None:
        page = manager.open(PLACE)
        assert "Rien ne peut encore être publié" in page.words
        assert "Que se passe-t-il" in page.words
        assert "non déclaré" in page.words
        assert "months" in manager.open(f"{PLACE}/preview").words
