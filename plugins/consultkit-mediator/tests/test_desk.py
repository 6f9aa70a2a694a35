"""The mediator's own desk: the cases referred to them, with their files, and to nobody else."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime, timedelta
from io import BytesIO
from uuid import uuid4
from zipfile import ZipFile

import pytest

from consultkit import (
    ConsultKit,
    Identity,
    MailSettings,
    Role,
    ScanState,
    Settings,
    create_app,
    digest_of,
    hookimpl,
)
from consultkit.testing import FixedClock, MailCatcher
from consultkit_mediator import desk, package
from consultkit_mediator.conformity import faults

NOON = datetime(2018, 11, 15, 11, 0, tzinfo=UTC)
PASSWORD = "un mot de passe assez long"
PDF = b"%PDF-1.7\n1 0 obj << >> endobj\ntrailer << >>\n%%EOF\n"


class Scanner:
    """Says of each file what a test says; clean if it says nothing."""

    def __init__(self) -> None:
        self.verdicts = []

    @hookimpl
    def scan_file(self):
        return self.verdicts.pop(0) if self.verdicts else ScanState.CLEAN


class World:
    """A deployment without an address at the mediator, and browsers of the people in it."""

    def __init__(self, kit, catcher):
        self.kit, self._catcher = kit, catcher
        self.app = create_app(kit)
        self.respondent = kit.identities.respondent_of(Identity("https://id.example", "elise"), "account")
        self._read = 0

    def contribute(self, answers, *papers):
        draft = self.kit.intake.begin("marketplaces", self.respondent)
        question = self.kit.forms.current("marketplaces").questions["papers"]
        kept = [self.kit.attachments.add(draft, question, name, BytesIO(PDF)) for name in papers]
        handed = {"papers": [one.as_answer() for one in kept]} if kept else {}
        draft = self.kit.intake.save(draft, {**answers, **handed})
        sent = digest_of(self.kit.forms.by_digest(draft.form_digest).journey(draft.answers).answers)
        receipt = self.kit.intake.submit(
            draft.id, self.respondent, submit_key=draft.submit_key, answers_sha256=sent
        )
        self.work()
        return receipt

    def work(self):
        for _ in range(6):
            self.kit.worker.run_once()
            self.kit.clock.move(timedelta(minutes=1))

    def browser(self, role, serves="", consultation="marketplaces"):
        address = f"{uuid4().hex}@ministry.example"
        self.kit.accounts.add_official(address, consultation, role, language="fr", serves=serves)
        self.kit.worker.run_once()
        self.kit.accounts.choose_password(self._catcher.wait_for(address).token, PASSWORD)
        client = self.app.test_client()
        posted = {"email": address, "password": PASSWORD, "csrf_token": token_of(client, "/desk/sign-in")}
        answer = client.post("/desk/sign-in", data=posted)
        assert answer.status_code == 303, answer.text
        return client


def token_of(client, address):
    page = client.get(address).text
    return page.partition('name="csrf_token" value="')[2].partition('"')[0]


@pytest.fixture
def scanner():
    return Scanner()


@pytest.fixture
def world(file, tmp_path, scanner):
    path = file(("    address: ADDRESS\n".replace("ADDRESS", "https://mediator.example/referrals"), ""))
    path.write_text(path.read_text() + "  scanner: {}\n")
    other = tmp_path / "other.yaml"
    other.write_text(path.read_text().replace("consultation: marketplaces", "consultation: other"))
    with MailCatcher() as catcher:
        settings = Settings(
            database_url=f"sqlite:///{tmp_path / 'consultkit.db'}",
            key_file=tmp_path / "keys.json",
            files=str(tmp_path / "files"),
            mail=MailSettings(port=catcher.port),
        )
        plugins = {"scanner": scanner}
        kit = ConsultKit([path, other], settings=settings, clock=FixedClock(NOON), plugins=plugins)
        yield World(kit, catcher)
        kit.close()


@pytest.fixture
def mediator(world):
    return world.browser(Role.MEDIATOR, "mediator")


def the_case(world, receipt):
    (case,) = world.kit.cases.of_respondent(receipt.reference, world.respondent)
    return case


def address_of(case):
    return f"/desk/marketplaces/mediation/{case.id}"


def press(client, case, step, words="", **more):
    posted = {"csrf_token": token_of(client, address_of(case)), "step": step, "words": words, **more}
    return client.post(address_of(case), data=posted)


def test_a_mediator_begins_at_the_list_and_opening_a_case_acknowledges_it(world, mediator, complete):
    receipt = world.contribute(complete)
    assert the_case(world, receipt).state == "deposited"
    assert mediator.get("/desk/").location == "/desk/marketplaces/mediation/"
    listed = mediator.get("/desk/marketplaces/mediation/").text
    assert "Éditions du Val d&#39;Argent / Amazon" in listed
    assert the_case(world, receipt).acknowledged_at is None
    page = mediator.get(address_of(the_case(world, receipt))).text
    assert "Du jour au lendemain." in page
    assert "Canary" not in page
    assert the_case(world, receipt).state == "acknowledged"


def test_the_package_holds_the_document_its_schema_a_pdf_and_the_clean_files(
    world, mediator, complete, scanner
):
    scanner.verdicts = [ScanState.CLEAN, ScanState.INFECTED]
    receipt = world.contribute(complete, "contrat.pdf", "facture.pdf")
    case = the_case(world, receipt)
    answer = mediator.get(f"{address_of(case)}/package.zip")
    with ZipFile(BytesIO(answer.data)) as packed:
        names = set(packed.namelist())
        assert names == {
            "LISEZ-MOI.txt",
            "saisine.json",
            "referral.schema.json",
            "saisine.pdf",
            "pieces/01-contrat.pdf",
        }
        document = json.loads(packed.read("saisine.json"))
        content = packed.read("pieces/01-contrat.pdf")
        assert packed.read("saisine.pdf").startswith(b"%PDF")
    assert faults(document) == []
    assert document["files"][0]["sha256"] == hashlib.sha256(content).hexdigest()
    assert document["files_held_back"] == 1
    one = mediator.get(f"{address_of(case)}/file/1")
    assert one.data == content
    assert "contrat.pdf" in one.headers["Content-Disposition"]
    assert mediator.get(f"{address_of(case)}/file/2").status_code == 404


def test_without_the_extra_there_is_no_pdf_and_it_is_said(world, mediator, complete, monkeypatch):
    for module in (desk, package):
        monkeypatch.setattr(module, "can_make_pdf", lambda: False)
    case = the_case(world, world.contribute(complete))
    assert "ne produit pas de PDF" in mediator.get(address_of(case)).text
    with ZipFile(BytesIO(mediator.get(f"{address_of(case)}/package.zip").data)) as packed:
        assert "saisine.pdf" not in packed.namelist()
        assert "ne produit pas de PDF" in packed.read("LISEZ-MOI.txt").decode()


def test_it_is_accepted_and_closed_and_the_desk_and_the_receipt_say_so(world, mediator, complete):
    receipt = world.contribute(complete)
    case = the_case(world, receipt)
    assert press(mediator, case, "accepted").status_code == 303
    assert press(mediator, case, "closed", "Un accord <b>est signé</b>.").status_code == 303
    assert the_case(world, receipt).state == "closed"
    manager = world.browser(Role.MANAGER)
    shown = manager.get(f"/desk/marketplaces/contributions/{receipt.reference}").text
    assert "Un accord &lt;b&gt;est signé&lt;/b&gt;." in shown


def test_a_refusal_needs_its_reason_and_what_was_typed_stays(world, mediator, complete):
    case = the_case(world, world.contribute(complete))
    answer = press(mediator, case, "declined")
    assert answer.status_code == 422
    assert "Écrivez pourquoi" in answer.text
    too_early = press(mediator, case, "closed", "Trop tôt.")
    assert too_early.status_code == 422
    assert "Trop tôt." in too_early.text
    assert press(mediator, case, "rubbish").status_code == 422
    assert press(mediator, case, "declined", "Pas ici.", after="0").status_code == 422
    assert press(mediator, case, "declined", "Pas ici.").status_code == 303


@pytest.mark.parametrize(
    ("role", "serves", "consultation"),
    [
        (Role.READER, "", "marketplaces"),
        (Role.CASEWORKER, "", "marketplaces"),
        (Role.MANAGER, "", "marketplaces"),
        (Role.PARTY, "mediator", "marketplaces"),
        (Role.MEDIATOR, "ombudsman", "marketplaces"),
        (Role.MEDIATOR, "mediator", "other"),
    ],
)
def test_nobody_else_finds_it_and_cannot_tell_whether_it_is_there(
    world, mediator, complete, role, serves, consultation
):
    case = the_case(world, world.contribute(complete, "contrat.pdf"))
    mediator.get(address_of(case))
    stranger = world.browser(role, serves, consultation)
    csrf = token_of(stranger, "/account/")
    for tail in ("", "/package.zip", "/file/1"):
        theirs = stranger.get(f"{address_of(case)}{tail}")
        absent = stranger.get(f"/desk/marketplaces/mediation/{uuid4()}{tail}")
        assert (theirs.status_code, absent.status_code) == (404, 404)
        assert unsigned(theirs.text) == unsigned(absent.text)
    answer = stranger.post(address_of(case), data={"csrf_token": csrf, "step": "accepted"})
    assert answer.status_code == 404
    assert the_case_by_reference(world, case).decision is None


def unsigned(text):
    """Without the token, which is another on each page."""
    import re

    return re.sub(r'value="[^"]+"', "", text)


def the_case_by_reference(world, case):
    (found,) = world.kit.cases.of_respondent(case.submission_reference, world.respondent)
    return found


def test_a_visitor_is_led_to_the_sign_in(world, complete):
    case = the_case(world, world.contribute(complete))
    answer = world.app.test_client().get(address_of(case))
    assert answer.status_code == 303
    assert answer.location.startswith("/desk/sign-in")


@pytest.mark.parametrize("change", [{"undertaking": None}, {"insolvent": True}, {"wants_mediator": False}])
def test_what_is_not_handed_over_is_not_there(world, mediator, complete, change):
    receipt = world.contribute({**complete, **change})
    for case in world.kit.cases.of_respondent(receipt.reference, world.respondent):
        assert mediator.get(address_of(case)).status_code == 404
    assert "Aucun pour l’instant." in mediator.get("/desk/marketplaces/mediation/").text


def test_an_agreement_taken_back_is_told_and_nothing_is_shown_any_more(world, mediator, complete):
    receipt = world.contribute(complete, "contrat.pdf")
    case = the_case(world, receipt)
    mediator.get(address_of(case))
    world.kit.cases.withdraw_consent(receipt.reference, world.respondent, case.id)
    page = mediator.get(address_of(case)).text
    assert "a retiré son accord" in page
    assert "Du jour au lendemain." not in page
    assert mediator.get(f"{address_of(case)}/package.zip").status_code == 404
    assert mediator.get(f"{address_of(case)}/file/1").status_code == 404
