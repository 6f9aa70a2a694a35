"""A kit behind its web application, and visitors who only do what a browser without JavaScript can."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from consultkit import ConsultKit, Settings, create_app
from consultkit.records import Identity, SignedIn
from consultkit.testing import FixedClock

OPEN = datetime(2018, 11, 15, 9, 0, 3, tzinfo=UTC)
CONSULTATION = """\
consultation: traders
title: {fr: Les commerçants et la rue, en: Traders and the street}
languages: [fr, en]
summary: {fr: Dites-nous ce qui change., en: Tell us what changes.}
notice: {fr: Ceci est un essai., en: This is a trial.}
time_needed: {fr: 5 minutes, en: 5 minutes}
documents_to_have: [{fr: votre bail, en: your lease}]
confidentiality: {fr: Votre voisin ne saura pas que vous avez répondu., en: Your neighbour will not know.}
window: {opens: 2018-10-31 08:00, closes: 2018-11-30, timezone: Europe/Paris}
respondent: {sign_in: [account], contributions: many}
protect: all
privacy:
  controller: {fr: La mairie, en: The town hall}
  basis: public_task
  purpose: {fr: Étudier la rue., en: To study the street.}
  recipients: [{fr: les agents, en: the officials}]
  dpo: dpo@mairie.example
  keep: 6 months
contact: {name: {fr: L'équipe, en: The team}, email: rue@mairie.example}
pages:
  - id: you
    title: {fr: Vous, en: You}
    intro: {fr: Parlons de vous., en: About you.}
    questions:
      - {id: shop, type: text, label: {fr: Nom du commerce, en: Shop name}, hint: {fr: Enseigne, en: Sign}}
      - {id: email, type: email, label: {fr: Courriel, en: E-mail}, required: false}
      - {id: since, type: date, label: {fr: Depuis quand ?, en: Since when?}, required: false}
      - id: neighbours
        type: repeat
        label: {fr: Vos voisins, en: Your neighbours}
        row: {fr: Voisin, en: Neighbour}
        max: 3
        required: false
        questions:
          - {id: name, type: text, label: {fr: Son enseigne, en: Its name}}
          - {id: is_open, type: yes_no, label: {fr: Est-il ouvert ?, en: Is it open?}}
          - {id: shut_on, type: date, label: {fr: Fermé le, en: Shut on}, show_if: {is_open: false}}
  - id: street
    title: {fr: La rue, en: The street}
    questions:
      - id: trouble
        type: choices
        label: {fr: Que se passe-t-il ?, en: What happens?}
        options:
          noise: {fr: Du bruit, en: Noise}
          works: {fr: Des travaux, en: Works}
          other: {fr: Autre chose, en: Something else}
      - id: which
        type: text
        label: {fr: Quoi donc ?, en: What is it?}
        show_if: {trouble: {includes: other}}
      - id: months
        type: integer
        label: {fr: Combien de mois ?, en: How many months?}
        show_if: {trouble: {includes: works}}
  - id: words
    title: {fr: Votre récit, en: Your account}
    questions:
      - {id: story, type: long_text, label: {fr: Racontez, en: Tell us}, required: false}
      - {id: sure, type: confirm, label: {fr: Je certifie, en: I certify}}
"""


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(OPEN)


@pytest.fixture
def kit(database_url: str, tmp_path: Path, clock: FixedClock) -> Iterator[ConsultKit]:
    file = tmp_path / "traders.yaml"
    file.write_text(CONSULTATION)
    settings = Settings(database_url=database_url, key_file=tmp_path / "keys", files=str(tmp_path / "files"))
    kit = ConsultKit([file], settings=settings, clock=clock)
    yield kit
    kit.close()


@pytest.fixture
def app(kit: ConsultKit) -> Flask:
    return create_app(kit)


@dataclass
class Control:
    name: str
    kind: str
    value: str = ""
    checked: bool = False


@dataclass
class Form:
    action: str
    method: str
    controls: list[Control] = field(default_factory=list)

    def filled(self, answers: dict[str, str | list[str]], press: str | None = None) -> list[tuple[str, str]]:
        """What a browser sends: as on the screen, save for the answers given and the button pressed."""
        sent = [
            (name, one)
            for name, given in answers.items()
            for one in ([given] if isinstance(given, str) else given)
        ]
        for control in self.controls:
            ticked = control.kind not in {"checkbox", "radio"} or control.checked
            if control.name not in answers and ticked and (control.kind != "submit" or control.name == press):
                sent.append((control.name, control.value))
        return sent


class Page(HTMLParser):
    """A page as a person without a mouse meets it: its title, its text, its links and its forms."""

    def __init__(self, response: TestResponse) -> None:
        super().__init__()
        self.status = response.status_code
        self.html = response.text
        self.address = response.request.path
        self.title = self.text = ""
        self.links: dict[str, str] = {}
        self.forms: list[Form] = []
        self.elements: list[tuple[str, dict[str, str]]] = []
        self._open: list[str] = []
        self._link = self._area = None
        self.feed(self.html)
        self.title = self.title.replace("\xa0", " ")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.elements.append((tag, given))
        if tag not in {"input", "meta", "link", "br", "abbr"}:
            self._open.append(tag)
        if tag == "a":
            self._link = (given.get("href", ""), len(self.text))
        elif tag == "form":
            self.forms.append(Form(given.get("action", self.address), given.get("method", "get")))
        elif tag in {"input", "textarea", "button"} and given.get("name") and self.forms:
            kind = given.get("type", tag)
            self.forms[-1].controls.append(
                Control(given["name"], kind, given.get("value", ""), "checked" in given)
            )

    def handle_data(self, data: str) -> None:
        if "title" in self._open:
            self.title += data
        elif "textarea" in self._open:
            self.forms[-1].controls[-1].value += data.removeprefix("\n")
        else:
            self.text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self._link:
            address, start = self._link
            self.links[" ".join(self.text[start:].split())] = address
        if tag in self._open:
            self._open.remove(tag)

    @property
    def words(self) -> str:
        """The text with single, plain spaces."""
        return " ".join(self.text.split())

    def form(self, field_name: str) -> Form:
        """The form that has a control of this name."""
        return next(form for form in self.forms if any(one.name == field_name for one in form.controls))

    def with_id(self, value: str) -> dict[str, str]:
        return next(given for _tag, given in self.elements if given.get("id") == value)


class Visitor:
    """A browser without JavaScript. Pages are followed through redirections."""

    def __init__(self, app: Flask) -> None:
        self.client: FlaskClient = app.test_client()

    def open(self, address: str) -> Page:
        return Page(self.client.get(address, follow_redirects=True))

    def send(
        self, form: Form, answers: dict[str, str | list[str]] | None = None, press: str | None = None
    ) -> Page:
        return Page(self.post(form, answers or {}, press, follow=True))

    def post(
        self,
        form: Form,
        answers: dict[str, str | list[str]],
        press: str | None = None,
        *,
        follow: bool = False,
    ) -> TestResponse:
        data: dict[str, list[str]] = {}
        for name, value in form.filled(answers, press):
            data.setdefault(name, []).append(value)
        return self.client.post(form.action, data=data, follow_redirects=follow)


@pytest.fixture
def visitor(app: Flask) -> Visitor:
    """Nobody in particular."""
    return Visitor(app)


class Member(Visitor):
    """A respondent who is signed in."""

    def __init__(self, app: Flask, kit: ConsultKit, name: str) -> None:
        super().__init__(app)
        self.kit = kit
        self.respondent = kit.identities.respondent_of(
            Identity(issuer="https://provider.example", subject=name), "franceconnect"
        )
        self.sign_in()

    def sign_in(self) -> None:
        who = SignedIn(self.respondent, "account")
        self.client.set_cookie("consultkit", self.kit.sessions.begin({}, who).id)

    def fresh(self, form: Form) -> Form:
        """The same form with a token of the present session."""
        [token] = [
            one for one in self.open("/traders/").form("csrf_token").controls if one.name == "csrf_token"
        ]
        kept = [one for one in form.controls if one.name != "csrf_token"]
        return Form(form.action, form.method, [*kept, token])

    def begin(self) -> Page:
        return self.open("/traders/begin")

    def to_street(self) -> Page:
        return self.send(self.begin().form("shop"), {"shop": "Au pain doré"})

    def to_check(self) -> Page:
        words = self.send(self.to_street().form("trouble"), {"trouble": "noise"})
        return self.send(words.form("sure"), {"sure": "yes"})


@pytest.fixture
def member(app: Flask, kit: ConsultKit) -> Member:
    return Member(app, kit, "member")


@pytest.fixture
def stranger(app: Flask, kit: ConsultKit) -> Member:
    return Member(app, kit, "stranger")


@pytest.fixture
def rehearsing(database_url: str, tmp_path: Path) -> Iterator[Visitor]:
    """A visitor of a deployment that rehearses the day."""
    file = tmp_path / "traders.yaml"
    file.write_text(CONSULTATION)
    settings = Settings(database_url=database_url, key_file=tmp_path / "keys", rehearse_at=OPEN)
    kit = ConsultKit([file], settings=settings)
    yield Visitor(create_app(kit))
    kit.close()
