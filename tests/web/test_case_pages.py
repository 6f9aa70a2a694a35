"""What became of a referral, at the desk and on the receipt; and an agreement that is taken back."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from consultkit import (
    Acknowledgement,
    Case,
    ConsultKit,
    Deposit,
    Identity,
    Receipt,
    Referral,
    Respondent,
    Role,
    Settings,
    Submission,
    create_app,
    digest_of,
    hookimpl,
)
from consultkit.records import SignedIn
from consultkit.testing import FixedClock

from .conftest import CONSULTATION, OPEN
from .test_guarded_sessions import newest_token

PASSWORD = "trois chevaux verts a Saint-Malo"
COMPLETE = {"shop": "La Belle <Enseigne>", "trouble": ["noise"], "sure": True}


@dataclass
class Warden:
    """Refers every contribution; it lacks a story where there is none."""

    ineligible: tuple[str, ...] = ()
    result: object = field(default_factory=lambda: Acknowledgement("W-7"))

    @hookimpl
    def register_settings(self) -> type:
        from consultkit import PluginSettings

        class Reads(PluginSettings):
            def reads(self) -> frozenset[str]:
                return frozenset({"story"})

        return Reads

    @hookimpl
    def route_submission(self, submission: Submission) -> list[Referral]:
        missing = () if submission.answers.get("story") else ("Votre <récit>",)
        return [Referral("warden", "Saisine du gardien", {}, missing=missing, ineligible=self.ineligible)]

    @hookimpl
    def deliver_referral(self) -> object:
        return self.result


@dataclass
class World:
    kit: ConsultKit

    def __post_init__(self) -> None:
        self.app = create_app(self.kit)
        self.me = self.respondent()

    def respondent(self) -> Respondent:
        return self.kit.identities.respondent_of(Identity("https://id.example", uuid4().hex), "account")

    def contribute(self, **more: object) -> Receipt:
        draft = self.kit.intake.begin("traders", self.me)
        return self.send(self.kit.intake.save(draft, {**COMPLETE, **more}))

    def send(self, draft) -> Receipt:
        sent = digest_of(self.kit.forms.by_digest(draft.form_digest).journey(draft.answers).answers)
        receipt = self.kit.intake.submit(draft.id, self.me, submit_key=draft.submit_key, answers_sha256=sent)
        for _ in range(3):
            self.kit.worker.run_once()
        return receipt

    def official(self, role: Role) -> FlaskClient:
        self.kit.accounts.add_official(f"{role.value}@town.example", "traders", role, language="fr")
        account = self.kit.accounts.choose_password(newest_token(self.kit), PASSWORD)
        return self.client(SignedIn(account.respondent, "account", account, opens_desk=True))

    def client(self, who: SignedIn) -> FlaskClient:
        client = self.app.test_client()
        client.set_cookie("consultkit", self.kit.sessions.begin({}, who).id)
        return client

    def mine(self, who: Respondent | None = None) -> FlaskClient:
        return self.client(SignedIn(who or self.me, "account"))

    def case(self, receipt: Receipt) -> Case:
        (case,) = self.kit.cases.of_respondent(receipt.reference, self.me)
        return case


@pytest.fixture
def warden() -> Warden:
    return Warden()


@pytest.fixture
def world(database_url: str, tmp_path: Path, warden: Warden) -> Iterator[World]:
    file = tmp_path / "traders.yaml"
    file.write_text(CONSULTATION + "plugins: {warden: {}}\n")
    settings = Settings(database_url=database_url, key_file=tmp_path / "keys", files=str(tmp_path / "f"))
    kit = ConsultKit([file], settings=settings, plugins={"warden": warden}, clock=FixedClock(OPEN))
    yield World(kit)
    kit.close()


def desk_page(receipt: Receipt) -> str:
    return f"/desk/traders/contributions/{receipt.reference}"


def take_back(receipt: Receipt) -> str:
    return f"/traders/receipt/{receipt.reference}/referral/warden/take-back"


def post(client: FlaskClient, page: str, address: str, **fields: str) -> TestResponse:
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get(page).text)
    assert token
    return client.post(address, data={"csrf_token": token[1], **fields})


def decide(
    client: FlaskClient, receipt: Receipt, step: str, words: str = "", after: str = ""
) -> TestResponse:
    address = f"{desk_page(receipt)}/referral/warden"
    return post(client, desk_page(receipt), address, step=step, words=words, after=after)


def said(client: FlaskClient, address: str) -> str:
    return html.unescape(client.get(address).text).replace("\xa0", " ")


def test_a_caseworker_writes_down_what_was_decided_and_who_and_when_is_shown(world: World) -> None:
    receipt, caseworker = world.contribute(story="Du bruit."), world.official(Role.CASEWORKER)
    assert decide(caseworker, receipt, "accepted").status_code == 303
    assert decide(caseworker, receipt, "closed", "Le bruit a <cessé>.").status_code == 303
    page = said(caseworker, desk_page(receipt))
    assert "Le bruit a <cessé>." in page
    assert "caseworker@town.example" in page
    receipt_page = said(world.mine(), f"/traders/receipt/{receipt.reference}")
    assert "Elle est close :" in receipt_page
    assert "Le bruit a <cessé>." in receipt_page
    assert "W-7" in receipt_page
    assert "caseworker@town.example" not in receipt_page


def test_a_reader_reads_it_and_decides_nothing(world: World) -> None:
    receipt, reader = world.contribute(story="Du bruit."), world.official(Role.READER)
    assert "/referral/warden" not in reader.get(desk_page(receipt)).text
    token = re.search(r'name="csrf_token" value="([^"]+)"', reader.get("/account/").text)
    assert token
    posted = {"csrf_token": token[1], "step": "accepted"}
    assert reader.post(f"{desk_page(receipt)}/referral/warden", data=posted).status_code == 404
    assert world.case(receipt).decision is None


@pytest.mark.parametrize(
    ("step", "words", "after", "instruction"),
    [
        ("declined", " ", "", "Écrivez pourquoi"),
        ("closed", "Trop tôt.", "", "il dit où il en est"),
        ("rubbish", "Rien.", "", "Appuyez sur l’un des boutons."),
        ("accepted", "", "7", ""),
    ],
)
def test_what_is_not_taken_is_shown_again_with_what_was_typed(
    world: World, step: str, words: str, after: str, instruction: str
) -> None:
    receipt, manager = world.contribute(story="Du bruit."), world.official(Role.MANAGER)
    answer = decide(manager, receipt, "accepted") if step == "accepted" else None
    assert answer is None or answer.status_code == 303
    refused = decide(manager, receipt, "closed" if step == "accepted" else step, words, after)
    assert refused.status_code == 422
    assert instruction in html.unescape(refused.text).replace("\xa0", " ")
    assert words.strip() in refused.text


def test_a_button_asks_for_exactly_what_is_missing_and_the_correction_is_whole(world: World) -> None:
    receipt, manager = world.contribute(), world.official(Role.MANAGER)
    assert world.case(receipt).state == "incomplete"
    page = manager.get(desk_page(receipt)).text
    link = re.search(r'href="([^"]+ask=warden[^"]*)"', page)
    assert link
    prefilled = html.unescape(manager.get(html.unescape(link[1]).partition("#")[0]).text)
    words = prefilled.partition('id="ask-text"')[2].partition(">\n")[2].partition("</textarea>")[0]
    assert words.endswith("- Votre <récit>")
    asked = post(manager, desk_page(receipt), f"{desk_page(receipt)}/ask", text=words, days="15")
    assert asked.status_code == 303
    assert "- Votre <récit>" in said(world.mine(), f"/traders/receipt/{receipt.reference}")
    draft = world.kit.corrections.begin(receipt.reference, world.me)
    corrected = world.send(world.kit.intake.save(draft, {**draft.answers, "story": "Du bruit."}))
    assert world.case(corrected).state == "acknowledged"
    assert "ask=warden" not in manager.get(desk_page(corrected)).text


def test_a_reader_is_not_offered_to_ask(world: World) -> None:
    receipt, reader = world.contribute(), world.official(Role.READER)
    assert "ask=warden" not in reader.get(desk_page(receipt)).text


def test_what_is_not_eligible_is_told_to_both_with_its_reason(world: World, warden: Warden) -> None:
    warden.ineligible = ("Un tribunal est <saisi>.",)
    receipt, manager = world.contribute(), world.official(Role.MANAGER)
    for page in (
        said(manager, desk_page(receipt)),
        said(world.mine(), f"/traders/receipt/{receipt.reference}"),
    ):
        assert "Un tribunal est <saisi>." in page
    assert "ask=warden" not in manager.get(desk_page(receipt)).text


def test_an_agreement_is_taken_back_after_the_closing_and_told_what_was_sent(world: World) -> None:
    receipt, me = world.contribute(story="Du bruit."), world.mine()
    world.kit.clock.set(OPEN.replace(year=2019))
    me = world.mine()
    assert "W-7" in said(me, take_back(receipt))
    assert world.case(receipt).withdrawn_at is None
    assert post(me, take_back(receipt), take_back(receipt)).status_code == 303
    page = said(me, f"/traders/receipt/{receipt.reference}")
    assert "Elle avait été transmise auparavant" in page
    assert me.get(take_back(receipt)).status_code == 302
    assert world.case(receipt).state == "withdrawn"
    assert "Accord retiré" in said(world.official(Role.READER), desk_page(receipt))


def test_taken_back_before_anything_was_sent_it_says_so(world: World, warden: Warden) -> None:
    warden.result = Deposit()
    receipt, me = world.contribute(), world.mine()
    post(me, take_back(receipt), take_back(receipt))
    assert "n’a pas été envoyée et ne le sera pas" in said(me, f"/traders/receipt/{receipt.reference}")


def test_nobody_takes_back_for_another(world: World) -> None:
    receipt = world.contribute(story="Du bruit.")
    other = world.mine(world.respondent())
    token = re.search(r'name="csrf_token" value="([^"]+)"', other.get("/account/").text)
    assert token
    assert other.get(take_back(receipt)).status_code == 404
    assert other.post(take_back(receipt), data={"csrf_token": token[1]}).status_code == 404
    assert world.case(receipt).withdrawn_at is None
