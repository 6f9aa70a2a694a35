"""What a page of questions costs a telephone: its bytes on the wire, whom it asks, and nothing that moves."""

from __future__ import annotations

import gzip
from urllib.parse import urlsplit

import pytest
from browser.walking import answer_page, go_on, sign_in_with_franceconnect
from playwright.sync_api import Page

from consultkit import Form
from sme_platforms.demo import Demonstration
from sme_platforms.tests.answers import PUBLISHER

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

MOST_BYTES = 60_000
ASKED = "performance.getEntriesByType('resource').map((entry) => entry.name)"
WATCH_SHIFTS = """
window.shifted = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifted += entry.value;
}).observe({ type: "layout-shift", buffered: true });
"""


def test_every_page_of_questions_is_light_and_asks_nobody_else(
    campaign: Demonstration, page: Page, form: Form
) -> None:
    sign_in_with_franceconnect(page, campaign.url, "Hélène")
    heavy, strangers = {}, set()
    while not page.url.endswith("/check"):
        page.wait_for_load_state("networkidle")
        asked = [page.url, *page.evaluate(ASKED)]
        # As a proxy in front compresses it, nothing taken from the browser's cache.
        bodies = [page.request.get(address).body() for address in asked]
        weight = sum(len(gzip.compress(body, 6)) for body in bodies)
        if weight > MOST_BYTES:
            heavy[page.url] = weight
        strangers |= {urlsplit(address).netloc for address in asked} - {urlsplit(campaign.url).netloc}
        answer_page(page, form, PUBLISHER)
        go_on(page)
    assert (heavy, strangers) == ({}, set())


def test_nothing_moves_when_the_scripts_load(campaign: Demonstration, page: Page, form: Form) -> None:
    page.add_init_script(WATCH_SHIFTS)
    sign_in_with_franceconnect(page, campaign.url, "Hélène")
    moved = {}
    while not page.url.endswith("/check"):
        page.wait_for_load_state("networkidle")
        shifted = page.evaluate("window.shifted")
        if shifted:
            moved[page.url] = shifted
        answer_page(page, form, PUBLISHER)
        go_on(page)
    assert moved == {}
