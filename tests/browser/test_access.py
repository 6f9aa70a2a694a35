"""No barrier that a machine can find, on any page of the campaign; and the road by keyboard alone."""

from __future__ import annotations

import re

import pytest
from browser.barriers import barriers
from browser.dresses import in_every_dress
from browser.walking import (
    CONTINUE,
    answer_page,
    go_on,
    send,
    sign_in_at_desk,
    sign_in_with_franceconnect,
)
from playwright.sync_api import Page, expect

from consultkit import Form
from sme_platforms.demo import OFFICIAL, PASSWORD, Demonstration
from sme_platforms.tests.answers import PUBLISHER

pytestmark = [pytest.mark.parametrize("database_url", ["sqlite"], indirect=True), in_every_dress]

OPEN_PAGES = (
    *("/sme-platforms/", "/sme-platforms/privacy", "/sme-platforms/sign-in", "/sme-platforms/nowhere"),
    *("/account/link?consultation=sme-platforms", "/desk/sign-in"),
    *("/legal/notice", "/legal/accessibility", "/legal/personal-data", "/legal/cookies", "/legal/sitemap"),
)
OWN_PAGES = (
    "",
    "ways",
    "visits",
    "password",
    "address",
    "delete",
    "second-factor",
    "second-factor/application",
)
DESK_PAGES = ("", "sme-platforms/contributions", "sme-platforms/summary")


def test_there_is_no_barrier_on_the_pages_that_everybody_sees(campaign: Demonstration, page: Page) -> None:
    found = []
    for path in OPEN_PAGES:
        page.goto(f"{campaign.url}{path}")
        found += barriers(page)
    assert not found, "\n".join(found)


def test_there_is_no_barrier_on_the_respondents_road(campaign: Demonstration, page: Page, form: Form) -> None:
    sign_in_with_franceconnect(page, campaign.url, "Hélène")
    found = []
    while not page.url.endswith("/check"):
        found += barriers(page)
        go_on(page)  # With nothing answered: every page has its errors.
        if page.locator("[data-focus]").count():
            found += barriers(page)
        answer_page(page, form, PUBLISHER)
        go_on(page)
    found += barriers(page)
    page.goto(f"{campaign.url}/sme-platforms/")
    found += barriers(page)
    page.get_by_role("link", name=re.compile("Supprimer ce brouillon")).click()
    found += barriers(page)
    page.goto(f"{campaign.url}/sme-platforms/begin")
    reference = send(page)
    found += barriers(page)
    page.goto(f"{campaign.url}/sme-platforms/receipt/{reference}/withdraw")
    found += barriers(page)
    found += _read_at_the_desk(page, campaign, reference)
    assert not found, "\n".join(found)


def _read_at_the_desk(page: Page, campaign: Demonstration, reference: str) -> list[str]:
    page.context.clear_cookies()
    sign_in_at_desk(page, campaign.url, OFFICIAL, PASSWORD)
    page.goto(f"{campaign.url}/desk/sme-platforms/contributions/{reference}")
    expect(page.locator("main")).to_contain_text(reference)
    return barriers(page)


def test_there_is_no_barrier_where_two_tabs_disagree(campaign: Demonstration, page: Page) -> None:
    sign_in_with_franceconnect(page, campaign.url, "Hélène")
    other = page.context.new_page()
    other.goto(page.url)
    for tab, chosen in ((other, 0), (page, 1)):
        tab.locator("main input[type=radio]").nth(chosen).check(force=True)
        tab.get_by_role("button", name=CONTINUE).click()
        tab.wait_for_load_state()
    expect(page.get_by_role("heading", level=1)).to_contain_text("modifiée ailleurs")
    found = barriers(page)
    assert not found, "\n".join(found)


def test_there_is_no_barrier_on_the_pages_of_an_account_and_of_the_desk(
    campaign: Demonstration, page: Page
) -> None:
    sign_in_at_desk(page, campaign.url, OFFICIAL, PASSWORD)
    found = []
    for path in (*(f"account/{own}" for own in OWN_PAGES), *(f"desk/{desk}" for desk in DESK_PAGES)):
        page.goto(f"{campaign.url}/{path}")
        found += barriers(page)
    assert not found, "\n".join(found)
