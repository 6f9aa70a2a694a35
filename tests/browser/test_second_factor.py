"""A passkey in a real browser: added to an account, then used to come to the desk."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from playwright.sync_api import BrowserContext, Page, expect

from consultkit import ConsultKit, Role, Settings
from consultkit.storage import mail_links, tables
from consultkit.testing import serving

CONSULTATION = Path(__file__).parent.parent / "consultations" / "smallest.yaml"
LEA, PASSWORD = "lea@mairie.example", "trois chevaux verts a Saint-Malo"


@pytest.fixture
def site(database_url: str, tmp_path: Path) -> Iterator[str]:
    """A deployment with an official, at a name: browsers tie passkeys to names."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    url = f"http://localhost:{port}"
    settings = Settings(database_url=database_url, key_file=tmp_path / "keys", public_url=url)
    kit = ConsultKit([CONSULTATION], settings=settings)
    kit.accounts.add_official(LEA, "smallest", Role.READER, language="fr")
    with kit.archive.reading() as tx:
        link_id = tx.connection.scalars(sa.select(tables.mail_links.c.id)).one()
        token = mail_links.token_of(tx.keys, link_id)
    kit.accounts.choose_password(token, PASSWORD)
    environment = {
        "CONSULTKIT_DATABASE_URL": database_url,
        "CONSULTKIT_KEY_FILE": str(settings.key_file),
        "CONSULTKIT_PUBLIC_URL": url,
    }
    with serving([CONSULTATION], port, environment=environment):
        yield url
    kit.close()


@pytest.fixture
def complaints(page: Page) -> list[str]:
    """What the browser has against the pages: a script that fails, or something that the policy forbids."""
    heard: list[str] = []
    page.on("console", lambda said: heard.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: heard.append(str(error)))
    return heard


def with_security_key(visit: BrowserContext, page: Page) -> None:
    """Plug in a key that somebody touches whenever it is asked."""
    devtools = visit.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "usb",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )


def sign_in(page: Page, site: str) -> None:
    page.goto(f"{site}/desk/sign-in")
    page.get_by_label("Adresse électronique").fill(LEA)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()


def test_a_passkey_is_made_and_opens_the_desk(
    site: str, visit: BrowserContext, page: Page, complaints: list[str]
) -> None:
    with_security_key(visit, page)
    sign_in(page, site)
    page.get_by_role("link", name="Installer un second facteur").click()
    page.get_by_role("link", name="Ajouter une clé d’accès").click()
    expect(page.get_by_text("demandent JavaScript")).to_be_hidden()
    page.get_by_label("Nom").fill("Clé bleue")
    page.get_by_role("button", name="Créer une clé d’accès").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Vos codes de secours")
    expect(page.locator("code")).to_have_count(10)
    page.get_by_role("button", name="Se déconnecter").click()
    sign_in(page, site)
    expect(page.get_by_role("heading", level=1)).to_have_text("Prouvez que c’est vous")
    page.get_by_role("button", name="Utiliser une clé d’accès").click()
    page.wait_for_url("**/desk/smallest/contributions")
    assert complaints == []


def test_the_page_of_an_application_fits_a_narrow_screen_and_shows_its_image(
    site: str, page: Page, complaints: list[str]
) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    sign_in(page, site)
    page.goto(f"{site}/account/second-factor/application")
    image = page.get_by_role("img", name="Code QR")
    assert image.evaluate("image => image.complete && image.naturalWidth > 0")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert complaints == []
