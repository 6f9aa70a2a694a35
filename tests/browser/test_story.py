"""The story by clicking: three firms complain, a platform replies, and the firms say that it is solved."""

from __future__ import annotations

import re

import pytest
from browser.walking import answer_all, send, sign_in_at_desk, sign_in_with_franceconnect
from playwright.sync_api import Browser, Page, expect

from consultkit import Form, Json
from sme_platforms.demo import COLLEAGUE, CONTACT, MEDIATOR, OFFICIAL, PASSWORD, Demonstration
from sme_platforms.tests.answers import PUBLISHER

FIRMS: dict[str, dict[str, Json]] = {
    "Hélène": {"siret": "73282932000074", "partage_plateforme": "sans_identite"},
    "Karim": {"siret": "35600000000048", "raison_sociale": "Maison Bellanger", "partage_plateforme": "non"},
    "Yann": {"siret": "05781313100026", "raison_sociale": "Atelier Corbeau", "partage_plateforme": "non"},
}
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
WHY = "La même pratique, sans préavis."


@pytest.fixture
def people(browser: Browser, campaign: Demonstration) -> dict[str, Page]:
    """Each in a browser of their own."""
    officials = {"official": OFFICIAL, "colleague": COLLEAGUE, "mediator": MEDIATOR, "contact": CONTACT}
    pages = {}
    for name, address in officials.items():
        pages[name] = opened(browser)
        sign_in_at_desk(pages[name], campaign.url, address, PASSWORD)
    return pages


def opened(browser: Browser) -> Page:
    page = browser.new_context(locale="fr-FR").new_page()
    page.set_default_timeout(10_000)
    return page


def button(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).first.click()


def link(page: Page, name: str | re.Pattern[str]) -> None:
    with page.expect_navigation():
        page.get_by_role("link", name=name).first.click()


def test_by_clicking(browser: Browser, campaign: Demonstration, form: Form, people: dict[str, Page]) -> None:
    sent = {name: contribute(browser, campaign, form, name) for name in FIRMS}
    official, colleague, contact = people["official"], people["colleague"], people["contact"]
    study(official, list(sent))
    note_the_problem(colleague)
    quote(colleague)
    clear_and_release(official, campaign)
    reply(contact, campaign)
    ask_the_firms(official)
    for page, reference in sent.values():
        say_it_is_solved(page, campaign, reference)
    official.reload()
    expect(official.locator("main")).to_contain_text(re.compile("disant que c’est résolu.: 3"))
    publish(official, campaign, browser)
    take_the_case(people["mediator"])


def contribute(browser: Browser, campaign: Demonstration, form: Form, name: str) -> tuple[Page, str]:
    page = opened(browser)
    sign_in_with_franceconnect(page, campaign.url, name)
    answer_all(page, form, {**PUBLISHER, **FIRMS[name]})
    return page, send(page)


def study(page: Page, _names: list[str]) -> None:
    link(page, "Contributions")
    page.get_by_text("Affiner la liste").click()
    page.get_by_label("Plateforme concernée").select_option("amazon")
    button(page, "Afficher")
    for box in page.locator("input.pick").all():
        box.check()
    page.get_by_label("Confier à").select_option("me")
    button(page, "Confier")
    expect(page.get_by_text("C’est fait pour 3 contributions.")).to_be_visible()
    page.locator("tbody th a").first.click()
    page.get_by_label("Écrire une note").fill("À rapprocher des deux autres.")
    button(page, "Enregistrer la note")
    expect(page.get_by_text("À rapprocher des deux autres.")).to_be_visible()


def note_the_problem(page: Page) -> None:
    link(page, "Problèmes")
    page.locator('a[href$="/suggestions"]').first.click()
    button(page, "Noter un problème")
    page.locator("input[name=title]").fill("Déréférencement sans préavis")
    page.locator("textarea[name=why]").fill(WHY)
    button(page, "Noter le problème")
    page.locator('form[action$="/qualify"] button').click()


def quote(page: Page) -> None:
    page.locator('a[href*="/extract/"]').first.click()
    page.locator("textarea[name=passage]").first.fill("Aucun motif.")
    with page.expect_navigation():
        page.locator("main form button[type=submit]").first.click()
    expect(page.locator("blockquote")).to_contain_text("Aucun motif.")
    assert page.locator('form[action$="/clear"]').count() == 0, "nobody clears what they have proposed"


def clear_and_release(page: Page, campaign: Demonstration) -> None:
    page.goto(f"{campaign.url}/desk/sme-platforms/problems")
    link(page, "Déréférencement sans préavis")
    with page.expect_navigation():
        page.locator('form[action$="/clear"] button').click()
    page.locator('a[href$="/release"]').first.click()
    expect(page.locator("main")).to_contain_text("Aucun motif.")
    expect(page.locator("main")).not_to_contain_text("Val d'Argent")
    with page.expect_navigation():
        page.locator("main form button[type=submit]").last.click()


def reply(page: Page, campaign: Demonstration) -> None:
    page.goto(f"{campaign.url}/sme-platforms/problems")
    link(page, "Déréférencement sans préavis")
    for secret in ("Val d'Argent", "Bellanger", "Corbeau", "732 829 320"):
        expect(page.locator("main")).not_to_contain_text(secret)
    page.locator('a[href$="/reply"]').first.click()
    page.locator('input[name=position][value="accept"]').check(force=True)
    with page.expect_navigation():
        page.locator("main form button[type=submit]").last.click()
    page.locator("[name=measure]").fill("Un préavis écrit de quinze jours.")
    page.locator("[name=until]").fill("15/12/2018")
    with page.expect_navigation():
        page.locator("main form button[type=submit]").last.click()
    expect(page.locator("main")).to_contain_text("Un préavis écrit de quinze jours.")


def ask_the_firms(page: Page) -> None:
    page.goto(page.url.removesuffix("/release"))
    expect(page.locator("main")).to_contain_text("Un préavis écrit de quinze jours.")
    with page.expect_navigation():
        page.locator('form[action$="/ask"] button').click()


def say_it_is_solved(page: Page, campaign: Demonstration, reference: str) -> None:
    page.goto(f"{campaign.url}/sme-platforms/receipt/{reference}/followed")
    page.locator('a[href*="/solved/"]').first.click()
    page.locator('input[name=fixed][value="yes"]').check(force=True)
    with page.expect_navigation():
        page.locator("main form button[type=submit]").last.click()
    if "/solved/" in page.url:
        with page.expect_navigation():
            page.locator("main form button[type=submit]").last.click()


def publish(page: Page, campaign: Demonstration, browser: Browser) -> None:
    link(page, "Publication")
    page.locator('textarea[name="said.fr"]').fill("Trois entreprises ont écrit.")
    page.locator('textarea[name="answered.fr"]').fill("La plateforme donne un préavis.")
    button(page, "Garder et prévisualiser")
    button(page, "Publier")
    anybody = browser.new_page(locale="fr-FR")
    anybody.goto(campaign.url)
    link(anybody, re.compile("Lire ce qui a été dit"))
    expect(anybody.locator("main")).to_contain_text("La plateforme donne un préavis.")


def take_the_case(page: Page) -> None:
    """Who asked for the mediator is on the mediator's desk."""
    page.reload()
    expect(page.locator("main")).to_contain_text("Éditions du Val d'Argent")
