"""A visit that ends while somebody is writing, in a real browser, with its scripts and without."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from browser.walking import CONTINUE, answer_page, go_on, sign_in_with_franceconnect
from playwright.sync_api import Browser, BrowserContext, Page, expect

from consultkit import Form
from sme_platforms.demo import Demonstration
from sme_platforms.tests.answers import PUBLISHER

STORY = "Œuvré « à l’été » : ça\n\n  ni 100 %, ni <b>\t𝄞 \\ \"'\nfin"


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    context = browser.new_context(locale="fr-FR", java_script_enabled=request.param)
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


def to_the_story(page: Page, form: Form) -> str:
    """Fill the pages in up to the one with the long text; the address of that one."""
    while not page.locator("main textarea").count():
        answer_page(page, form, PUBLISHER)
        go_on(page)
    return page.url


def come_back(page: Page) -> None:
    """From the sign-in page, by FranceConnect."""
    page.get_by_role("link", name="S’identifier avec FranceConnect").click()
    with page.expect_navigation():
        page.get_by_role("button", name=re.compile("Hélène")).click()


def test_what_one_was_writing_is_there_again(campaign: Demonstration, page: Page, form: Form) -> None:
    sign_in_with_franceconnect(page, campaign.url, "Hélène")
    address = to_the_story(page, form)
    page.locator("main textarea").first.fill(STORY)
    _end_the_visit(page.context)
    page.get_by_role("button", name=CONTINUE).click()
    expect(page.get_by_text("Votre visite avait pris fin")).to_be_visible()
    come_back(page)
    expect(page).to_have_url(address)
    expect(page.get_by_text("Ce que vous aviez saisi est de nouveau là")).to_be_visible()
    expect(page.locator("main textarea").first).to_have_value(STORY)
    go_on(page)
    page.goto(address)
    expect(page.locator("main textarea").first).to_have_value(STORY)
    expect(page.get_by_text("Ce que vous aviez saisi est de nouveau là")).to_have_count(0)


def _end_the_visit(context: BrowserContext) -> None:
    """As the server ends it when it is idle: the cookie opens nothing any more."""
    context.add_cookies(
        [
            {**cookie, "value": "x"}  # type: ignore[typeddict-item]
            for cookie in context.cookies()
            if cookie["name"].endswith("consultkit")
        ]
    )
