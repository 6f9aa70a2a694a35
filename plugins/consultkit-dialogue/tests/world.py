"""A small consultation about marketplaces, with firms, officials and a platform."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html import unescape
from pathlib import Path

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from consultkit import (
    ConsultKit,
    Json,
    MailSettings,
    Receipt,
    Respondent,
    Role,
    Settings,
    create_app,
    digest_of,
)
from consultkit.testing import FixedClock, MailCatcher
from consultkit_dialogue.register import Register

NOON = datetime(2018, 11, 15, 11, 0, tzinfo=UTC)
PASSWORD = "trois chevaux verts a Saint-Malo"
HERE, ELSEWHERE = "markets", "streets"
FILE = """\
consultation: markets
title: {fr: Les plateformes, en: Marketplaces}
languages: [en, fr]
window: {opens: 2018-10-31 08:00, closes: 2018-11-30, timezone: Europe/Paris}
respondent: {sign_in: [account], contributions: many, after_sending: [correct, withdraw]}
protect: all
unscanned_files: offered
privacy: {controller: DGE, basis: public_task, purpose: Study, dpo: dpo@ministry.example, keep: 6 months}
pages:
  - id: all
    title: {fr: Vos réponses, en: Your answers}
    questions:
      - {id: company, type: text, label: {fr: Raison sociale, en: Company}}
      - {id: siret, type: siret, label: {fr: SIRET, en: SIRET}, required: false}
      - id: platform
        type: choice
        label: {fr: Plateforme, en: Marketplace}
        options: {agora: Agora, bazar: Bazar}
      - id: practices
        type: choices
        label: {fr: Difficultés, en: Difficulties}
        options:
          delisting: {fr: Déréférencement, en: Delisting}
          withheld: {fr: Paiements retenus, en: Payments withheld}
      - {id: since, type: date, label: {fr: Depuis le, en: Since}, required: false}
      - {id: story, type: long_text, label: {fr: Récit, en: Story}, required: false}
      - id: share
        type: choice
        label: {fr: "Transmettre à la plateforme ?", en: "Pass on to the marketplace?"}
        options: {named: With my name, unnamed: Without my name, nothing: "No"}
plugins:
  dialogue:
    party: platform
    practice: practices
    firm: siret
    month: since
    company: company
    texts: [story]
    sharing: {question: share, named: named, unnamed: unnamed}
"""


def siret(number: int) -> str:
    """One that could be, of an enterprise of its own."""
    siren = _checked(f"{41_000_000 + number}")
    return _checked(f"{siren}0001")


def _checked(digits: str) -> str:
    """With the digit of Luhn at its end."""
    doubled = [int(one) * (2 if at % 2 == 0 else 1) for at, one in enumerate(reversed(digits))]
    return f"{digits}{-sum(sum(divmod(one, 10)) for one in doubled) % 10}"


SIRETS = tuple(map(siret, range(9)))


@dataclass
class World:
    """Everybody, and what they can do."""

    kit: ConsultKit
    mail: MailCatcher
    clients: dict[str, FlaskClient] = field(default_factory=dict)
    firms: dict[str, Respondent] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.app = create_app(self.kit)

    @property
    def register(self) -> Register:
        return Register(self.kit, HERE)

    def work(self) -> None:
        while self.kit.worker.run_once():
            pass

    def official(self, name: str, role: Role, *, serves: str = "", consultation: str = HERE) -> FlaskClient:
        """Signed in with the password that they have chosen behind the mailed link."""
        address = f"{name}@state.example"
        self.kit.accounts.add_official(address, consultation, role, language="en", serves=serves)
        return self._signed_in(name, address, "/desk/sign-in")

    def firm(self, name: str) -> FlaskClient:
        """Likewise of a respondent."""
        address = f"{name}@firm.example"
        self.kit.accounts.ask_link(address, language="en", consultation=HERE)
        return self._signed_in(name, address, f"/{HERE}/sign-in")

    def _signed_in(self, name: str, address: str, door: str) -> FlaskClient:
        self.work()
        account = self.kit.accounts.choose_password(self.mail.wait_for(address).token, PASSWORD)
        self.firms[name], client = account.respondent, self.app.test_client()
        answer = post(client, door, email=address, password=PASSWORD)
        assert answer.status_code == 303, words(answer)
        self.clients[name] = client
        return client

    def contribute(self, name: str, **answers: Json) -> Receipt:
        """One contribution of a firm that has signed in."""
        said: dict[str, Json] = {
            "company": f"{name} Ltd",
            "platform": "agora",
            "practices": ["delisting"],
            "since": "2018-06-18",
            "story": f"We are {name}. From one day to the next our offers were gone from the shop.",
            "share": "nothing",
            **answers,
        }
        respondent = self.firms[name]
        draft = self.kit.intake.save(self.kit.intake.begin(HERE, respondent), said)
        return self.kit.intake.submit(
            draft.id, respondent, submit_key=draft.submit_key, answers_sha256=digest_of(said)
        )

    def correct(self, name: str, reference: str, **answers: Json) -> Receipt:
        """The same contribution again, with other answers."""
        respondent = self.firms[name]
        begun = self.kit.corrections.begin(reference, respondent)
        draft = self.kit.intake.save(begun, {**begun.answers, **answers})
        return self.kit.intake.submit(
            draft.id, respondent, submit_key=draft.submit_key, answers_sha256=digest_of(draft.answers)
        )


def token_of(page: TestResponse) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
    assert found, page.text
    return found[1]


def post(client: FlaskClient, path: str, shown_on: str | None = None, **data: object) -> TestResponse:
    """A form of one page, sent to another perhaps."""
    page = client.get(shown_on or path)
    assert page.status_code == 200, page.status
    return client.post(path, data={"csrf_token": token_of(page), **data})


def words(page: TestResponse) -> str:
    """What one reads of a page."""
    main = page.text.partition("<main")[2].partition("</main>")[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


@contextmanager
def inhabited(database_url: str, folder: Path, file: str = FILE) -> Iterator[World]:
    """The consultation, and another one that names the plugin too."""
    (folder / "markets.yaml").write_text(file, encoding="utf-8")
    (folder / "streets.yaml").write_text(file.replace(": markets", ": streets", 1), encoding="utf-8")
    with MailCatcher() as mail:
        settings = Settings(
            database_url=database_url,
            key_file=folder / "keys",
            files=str(folder / "files"),
            mail=MailSettings(port=mail.port),
        )
        files = [folder / "markets.yaml", folder / "streets.yaml"]
        kit = ConsultKit(files, settings=settings, clock=FixedClock(NOON))
        yield World(kit, mail)
        kit.close()
