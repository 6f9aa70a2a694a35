"""A SIRET number typed alone: what the register knows is filled in, said, and corrected freely."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from sme_platforms.demo import Demonstration

from .walking import sign_in_with_franceconnect


def test_a_number_fills_in_the_company(page: Page, campaign: Demonstration) -> None:
    sign_in_with_franceconnect(page, f"{campaign.url}/sme-platforms/", "Hélène")
    page.locator("main input[type=radio]").first.check()
    with page.expect_navigation():
        page.get_by_role("button", name="Enregistrer et continuer").click()
    page.get_by_label("Numéro SIRET").fill("732 829 320 00074")
    with page.expect_navigation():
        page.get_by_role("button", name="Enregistrer et continuer").click()
    name = page.get_by_label("Nom ou raison sociale")
    expect(name).to_have_value("AU PHARE")
    expect(page.get_by_label("Adresse de l'entreprise")).to_have_value("12 RUE DU PORT\n29200 BREST")
    expect(page.locator("main")).to_contain_text("Sirene (Insee)")
    name.fill("Au grand phare")
    page.get_by_role("button", name="Enregistrer et quitter").click()
    page.get_by_role("link", name="Reprendre").first.click()
    expect(page.get_by_label("Nom ou raison sociale")).to_have_value("Au grand phare")
