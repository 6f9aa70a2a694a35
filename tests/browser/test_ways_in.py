"""Every way in, in a real browser: signing in, joining, parting, recovering, signing out at the provider."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from browser.conftest import free_ports
from playwright.sync_api import Page, expect

from consultkit import ConsultKit, ProviderSettings, Settings, SignInSettings
from consultkit.records import MailSettings
from consultkit.testing import (
    FranceConnectClient,
    FranceConnectStandIn,
    MailCatcher,
    ProConnectClient,
    ProConnectStandIn,
    serving,
)

SECRET = "a secret of sixty-four characters, or nearly so, for the tests.."
PASSWORD, BETTER = "trois chevaux verts a Saint-Malo", "quatre canards bleus a Roscoff"
EMAIL = "yann@conserverie.example"
FILE = """\
consultation: harbour
title: Le port
window: {opens: 2018-10-31 08:00, closes: 2099-11-30}
respondent:
  sign_in:
    - franceconnect
    - proconnect: {ask: [siret, email], prefill: {siret: firm}}
    - account
  contributions: many
privacy: {controller: Ville, basis: public_task, purpose: Écouter, dpo: dpo@ville.example, keep: 6 months}
pages:
  - id: you
    title: Votre entreprise
    questions:
      - {id: firm, type: siret, label: SIRET}
      - {id: boat, type: text, label: Nom du bateau}
  - id: words
    title: Votre récit
    questions:
      - {id: story, type: long_text, label: Racontez}
"""


@dataclass(frozen=True)
class Harbour:
    """The service, and what arrives in its mailboxes."""

    url: str
    mail: MailCatcher
    franceconnect: FranceConnectStandIn
    proconnect: ProConnectStandIn


@pytest.fixture
def harbour(database_url: str, tmp_path: Path) -> Iterator[Harbour]:
    file, port = tmp_path / "harbour.yaml", free_ports(1)
    file.write_text(FILE)
    url = f"http://127.0.0.1:{port}"
    with ExitStack() as parts:
        mail = parts.enter_context(MailCatcher())
        citizens = parts.enter_context(
            FranceConnectStandIn([FranceConnectClient("harbour", SECRET, *addresses(url, "franceconnect"))])
        )
        firms = parts.enter_context(
            ProConnectStandIn([ProConnectClient("harbour", SECRET, *addresses(url, "proconnect"))])
        )
        settings = Settings(
            database_url=database_url,
            key_file=tmp_path / "harbour.keys",
            public_url=url,
            mail=MailSettings(port=mail.port),
            sign_in=SignInSettings(
                franceconnect=ProviderSettings(citizens.issuer, "harbour", SECRET),
                proconnect=ProviderSettings(firms.issuer, "harbour", SECRET),
            ),
        )
        kit = ConsultKit([file], settings=settings)
        parts.callback(kit.close)
        parts.enter_context(working(kit))
        parts.enter_context(serving([file], port, environment=variables(settings, mail)))
        yield Harbour(url, mail, citizens, firms)


def addresses(url: str, provider: str) -> tuple[list[str], list[str]]:
    return [f"{url}/auth/{provider}/callback"], [f"{url}/auth/{provider}/logout-callback"]


def variables(settings: Settings, mail: MailCatcher) -> dict[str, str]:
    set_up = {
        "CONSULTKIT_DATABASE_URL": settings.database_url,
        "CONSULTKIT_KEY_FILE": str(settings.key_file),
        "CONSULTKIT_PUBLIC_URL": settings.public_url,
        "CONSULTKIT_SMTP_PORT": str(mail.port),
    }
    for name in ("franceconnect", "proconnect"):
        provider = getattr(settings.sign_in, name)
        set_up[f"CONSULTKIT_{name.upper()}_ISSUER"] = provider.issuer
        set_up[f"CONSULTKIT_{name.upper()}_CLIENT_ID"] = provider.client_id
        set_up[f"CONSULTKIT_{name.upper()}_CLIENT_SECRET"] = provider.client_secret
    return set_up


@contextmanager
def working(kit: ConsultKit) -> Iterator[None]:
    stop = threading.Event()
    thread = threading.Thread(target=kit.worker.run, args=(stop,))
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def press(page: Page, name: str | re.Pattern[str]) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=name).click()


def by_provider(page: Page, title: str, person: str) -> None:
    """From the sign-in page to the provider and back."""
    page.get_by_role("link", name=f"S’identifier avec {title}").click()
    press(page, re.compile(person))


def sign_in_with(page: Page, harbour: Harbour, email: str, password: str) -> None:
    page.goto(f"{harbour.url}/harbour/sign-in")
    page.get_by_label("Adresse électronique").fill(email)
    page.get_by_label("Mot de passe").fill(password)
    press(page, "Se connecter")


def test_one_person_by_every_way(harbour: Harbour, page: Page) -> None:
    _a_draft_by_franceconnect(harbour, page)
    _an_account_joined_by_letter(harbour, page)
    _out_at_the_provider(harbour, page)
    _in_by_the_account_to_the_same_draft(harbour, page)
    _a_new_password_by_letter(harbour, page)
    _parting_with_franceconnect(harbour, page)


def _a_draft_by_franceconnect(harbour: Harbour, page: Page) -> None:
    page.goto(f"{harbour.url}/harbour/begin")
    by_provider(page, "FranceConnect", "Yann")
    page.get_by_label("SIRET").fill("732 829 320 00074")
    page.get_by_label("Nom du bateau").fill("La Belle Étoile")
    press(page, "Enregistrer et continuer")


def _an_account_joined_by_letter(harbour: Harbour, page: Page) -> None:
    page.get_by_role("link", name="Mon compte").click()
    page.get_by_role("link", name="Voir et joindre des moyens de connexion").click()
    page.locator("#link_email").fill(EMAIL)
    press(page, "M’envoyer un lien")
    page.goto(harbour.mail.wait_for(EMAIL).links[0])
    page.get_by_label("Mot de passe").fill(PASSWORD)
    press(page, re.compile("^Joindre$"))
    expect(page.get_by_text(EMAIL)).to_be_visible()
    assert "moyen de connexion" in harbour.mail.wait_for(EMAIL).subject


def _out_at_the_provider(harbour: Harbour, page: Page) -> None:
    with page.expect_request(re.compile(r"/session/end\?")):
        press(page, "Se déconnecter")
    expect(page).to_have_url(re.compile("/auth/franceconnect/logout-callback"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Vous êtes déconnecté")
    page.goto(f"{harbour.url}/account/")
    expect(page).to_have_url(re.compile("/harbour/sign-in"))


def _in_by_the_account_to_the_same_draft(harbour: Harbour, page: Page) -> None:
    sign_in_with(page, harbour, EMAIL, PASSWORD)
    page.goto(f"{harbour.url}/harbour/begin")
    page.get_by_role("link", name="Étape précédente").click()
    expect(page.get_by_label("Nom du bateau")).to_have_value("La Belle Étoile")


def _a_new_password_by_letter(harbour: Harbour, page: Page) -> None:
    press(page, "Se déconnecter")
    page.goto(f"{harbour.url}/harbour/sign-in")
    page.get_by_role("link", name="Créer un compte ou choisir un nouveau mot de passe").click()
    page.get_by_label("Adresse électronique").fill(EMAIL)
    press(page, "M’envoyer un lien")
    page.goto(harbour.mail.wait_for(EMAIL).links[0])
    page.get_by_label("Mot de passe").fill(BETTER)
    press(page, "Enregistrer ce mot de passe et me connecter")
    expect(page).to_have_url(f"{harbour.url}/harbour/")


def _parting_with_franceconnect(harbour: Harbour, page: Page) -> None:
    page.goto(f"{harbour.url}/account/ways")
    press(page, re.compile("Retirer ce moyen"))
    expect(page.get_by_role("button", name="Joindre FranceConnect")).to_be_visible()
    press(page, "Joindre FranceConnect")
    press(page, re.compile("Yann"))
    expect(page).to_have_url(f"{harbour.url}/account/ways")
    expect(page.get_by_role("button", name=re.compile("Retirer ce moyen"))).to_be_visible()


def test_a_firm_comes_by_proconnect_and_finds_its_number(harbour: Harbour, page: Page) -> None:
    page.goto(f"{harbour.url}/harbour/begin")
    expect(page.get_by_text("le numéro SIRET de votre établissement")).to_be_visible()
    by_provider(page, "ProConnect", "Nadia")
    expect(page.get_by_label("SIRET")).to_have_value("000 317 420 00016")
    expect(page.get_by_text("Repris de ProConnect, modifiable.")).to_be_visible()
    with page.expect_request(re.compile(r"/session/end\?")):
        press(page, "Se déconnecter")
    expect(page).to_have_url(re.compile("/auth/proconnect/logout-callback"))
    page.goto(f"{harbour.url}/harbour/begin")
    expect(page).to_have_url(re.compile("/harbour/sign-in"))


def test_who_refuses_at_the_provider_is_shown_the_way_on(harbour: Harbour, page: Page) -> None:
    page.goto(f"{harbour.url}/harbour/begin")
    page.get_by_role("link", name="S’identifier avec FranceConnect").click()
    press(page, re.compile("Refuser|Annuler|Ne pas"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Vous n’êtes pas connecté")
    page.get_by_role("link", name="Revenir à la connexion").click()
    by_provider(page, "FranceConnect", "Karim")
    expect(page.get_by_label("Nom du bateau")).to_be_visible()
