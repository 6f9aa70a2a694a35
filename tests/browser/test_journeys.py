"""The road, by FranceConnect and by a new account: from the start page to a referral read at the desk."""

from __future__ import annotations

import json
import re
import time
import urllib.request
from pathlib import Path

import pytest
from browser.dresses import in_every_dress
from browser.walking import (
    answer_all,
    answer_page,
    go_on,
    send,
    sign_in_at_desk,
    sign_in_with_franceconnect,
)
from playwright.sync_api import BrowserContext, Page, expect

from consultkit import Form
from sme_platforms.demo import OFFICIAL, PASSWORD, Demonstration
from sme_platforms.tests.answers import PUBLISHER

PATH = [
    *("cadre", "entreprise", "plateforme", "difficulte", "suspension", "recit"),
    *("demarches", "consequences", "solutions", "pieces", "suites"),
]


def at_the_desk(visit: BrowserContext, running: Demonstration, reference: str) -> Page:
    """The contribution as the official reads it, once the mediator has acknowledged it."""
    page = visit.new_page()
    sign_in_at_desk(page, running.url, OFFICIAL, PASSWORD)
    page.get_by_role("link", name=reference).click()
    until = time.monotonic() + 20
    while not page.get_by_text("Référence chez le destinataire").count() and time.monotonic() < until:
        page.wait_for_timeout(300)
        page.reload()
    return page


def what_was_sent(page: Page) -> object:
    """The file that the receipt offers: the very answers that its fingerprint vouches for."""
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("JSON")).click()
    return json.loads(Path(download.value.path()).read_text())


def test_by_franceconnect(campaign: Demonstration, page: Page, visit: BrowserContext, form: Form) -> None:
    sign_in_with_franceconnect(page, campaign.url, "Hélène")
    assert list(dict.fromkeys(answer_all(page, form, PUBLISHER))) == PATH
    reference = send(page)
    expect(page.get_by_text("15 novembre 2018").first).to_be_visible()
    assert what_was_sent(page) == PUBLISHER
    page.get_by_role("button", name="Se déconnecter").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("déconnecté")

    desk = at_the_desk(visit, campaign, reference)
    expect(desk.get_by_text("Référence chez le destinataire")).to_be_visible()
    expect(desk.get_by_text("Éditions du Val d'Argent").first).to_be_visible()
    with urllib.request.urlopen(campaign.mediator) as answer:
        assert reference in answer.read().decode()


def test_by_a_new_account(campaign: Demonstration, page: Page, visit: BrowserContext, form: Form) -> None:
    address = "claude.martin@boutique.example"
    page.goto(f"{campaign.url}/sme-platforms/sign-in")
    page.get_by_role("link", name=re.compile("Créer un compte")).click()
    page.get_by_label("Adresse électronique").fill(address)
    page.get_by_role("button", name=re.compile("lien")).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("messagerie")

    post = visit.new_page()
    post.goto(campaign.mail)
    until = time.monotonic() + 20
    while not post.get_by_text(address).count() and time.monotonic() < until:
        post.wait_for_timeout(300)
        post.reload()
    link = (
        post.get_by_role("article").filter(has_text=address).get_by_role("link").first.get_attribute("href")
    )
    assert link is not None
    post.close()
    page.goto(link)
    page.get_by_label("Mot de passe").fill("trois chevaux verts a Saint-Malo")
    page.get_by_role("button", name=re.compile("mot de passe")).click()

    page.get_by_role("link", name="Commencer").first.click()
    answer_all(page, form, PUBLISHER)
    reference = send(page)
    page.reload()
    assert page.locator(".reference").inner_text() == reference

    desk = at_the_desk(visit, campaign, reference)
    expect(desk.get_by_text("Référence chez le destinataire")).to_be_visible()
    page.goto(link)
    expect(page.get_by_role("main")).not_to_contain_text("Choisissez votre mot de passe")


@in_every_dress
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_without_javascript_on_a_small_screen(
    campaign: Demonstration, visit: BrowserContext, form: Form
) -> None:
    browser = visit.browser
    assert browser is not None
    phone = browser.new_context(
        java_script_enabled=False, viewport={"width": 320, "height": 640}, locale="fr-FR", color_scheme="dark"
    )
    page = phone.new_page()
    sign_in_with_franceconnect(page, campaign.url, "Karim")
    answer_all(page, form, PUBLISHER)
    reference = send(page)
    assert re.fullmatch(r"[0-9A-Z]{3}(-[0-9A-Z]{3})+", reference)
    phone.close()


@in_every_dress
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_nothing_is_wider_than_a_small_screen(campaign: Demonstration, page: Page, form: Form) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    too_wide: list[str] = []

    def measure() -> None:
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            too_wide.append(page.url)

    sign_in_with_franceconnect(page, campaign.url, "Yann")
    while not page.url.endswith("/check"):
        measure()
        answer_page(page, form, PUBLISHER)
        go_on(page)
    measure()
    send(page)
    measure()
    page.goto(campaign.url)
    measure()
    sign_in_at_desk(page, campaign.url, OFFICIAL, PASSWORD)
    for link in ("contributions", "summary"):
        page.goto(f"{campaign.url}/desk/sme-platforms/{link}")
        measure()
    assert too_wide == []
