"""What is typed is saved by itself, says so, and survives a connection that fails and a second tab."""

from __future__ import annotations

import re

from playwright.sync_api import BrowserContext, Page, expect

from sme_platforms.demo import Demonstration

from .walking import sign_in_with_franceconnect

SAVED = re.compile("Enregistré à")


def typing(page: Page, campaign: Demonstration) -> Page:
    """On the first page that has something to type, with `Au phare` typed in it."""
    sign_in_with_franceconnect(page, f"{campaign.url}/sme-platforms/", "Hélène")
    page.locator("main input[type=radio]").first.check()
    expect(page.locator(".save-state")).to_have_text(SAVED)
    with page.expect_navigation():
        page.get_by_role("button", name="Enregistrer et continuer").click()
    return page


def test_what_is_typed_is_there_on_another_device(
    page: Page, visit: BrowserContext, campaign: Demonstration
) -> None:
    typing(page, campaign)
    page.get_by_label("Nom ou raison sociale").fill("Au phare")
    expect(page.locator(".save-state")).to_have_text(SAVED)
    other = visit.new_page()
    other.goto(page.url)
    expect(other.get_by_label("Nom ou raison sociale")).to_have_value("Au phare")


def test_a_connection_that_fails_is_tried_again(page: Page, campaign: Demonstration) -> None:
    typing(page, campaign)
    page.route("**/autosave", lambda route: route.abort(), times=1)
    page.get_by_label("Nom ou raison sociale").fill("Au phare")
    expect(page.locator(".save-state")).to_have_text(re.compile("Pas encore enregistré"))
    expect(page.locator(".save-state")).to_have_text(SAVED, timeout=15_000)


def test_a_second_tab_is_not_overwritten_and_both_are_shown(
    page: Page, visit: BrowserContext, campaign: Demonstration
) -> None:
    typing(page, campaign)
    other = visit.new_page()
    other.goto(page.url)
    other.get_by_label("Nom ou raison sociale").fill("Au phare")
    expect(other.locator(".save-state")).to_have_text(SAVED)
    page.get_by_label("Nom ou raison sociale").fill("À la mouette")
    expect(page.locator(".save-state")).to_have_text(re.compile("dans une autre fenêtre"))
    page.get_by_role("button", name="Enregistrer et continuer").click()
    expect(page.locator("main")).to_contain_text("Au phare")
    expect(page.locator("main")).to_contain_text("À la mouette")


def test_going_on_while_it_is_being_saved_is_no_conflict(page: Page, campaign: Demonstration) -> None:
    typing(page, campaign)
    for turn in range(5):
        with page.expect_request("**/autosave"):
            page.get_by_label("Nom ou raison sociale").fill(f"Au phare {turn}")
        page.get_by_role("button", name="Enregistrer et quitter").click()
        expect(page).to_have_url(re.compile("/sme-platforms/$"))
        page.get_by_role("link", name="Reprendre").first.click()
        expect(page.get_by_label("Nom ou raison sociale")).to_have_value(f"Au phare {turn}")
