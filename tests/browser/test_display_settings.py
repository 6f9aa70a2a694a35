"""The visitor of a State site chooses light or dark, and finds the choice again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from browser.barriers import barriers
from browser.conftest import free_ports
from browser.dresses import wearing
from gallery import FOLDER, Gallery, gallery
from playwright.sync_api import Browser, BrowserContext, Page, expect

pytestmark = wearing("dsfr")
SETTINGS = "Paramètres d’affichage"
IN_USE = "document.documentElement.dataset.frTheme"


@pytest.fixture
def served(tmp_path: Path, dress: Mapping[str, str]) -> Iterator[Gallery]:
    with gallery(tmp_path, free_ports(1), dress) as served:
        yield served


def open_page(visit: BrowserContext, served: Gallery) -> Page:
    served.enter(visit)
    page = visit.new_page()
    page.goto(served.address(FOLDER / "text.yaml"))
    return page


def test_dark_is_chosen_by_keyboard_and_kept_on_the_next_page(visit: BrowserContext, served: Gallery) -> None:
    page = open_page(visit, served)
    page.get_by_role("button", name=SETTINGS).press("Enter")
    dialog = page.get_by_role("dialog", name=SETTINGS)
    expect(dialog.get_by_label("Système")).to_be_checked()
    found = barriers(page)
    assert not found, "\n".join(found)
    dialog.get_by_label("Thème clair").focus()
    page.keyboard.press("ArrowDown")
    expect(dialog.get_by_label("Thème sombre")).to_be_checked()
    dialog.get_by_role("button", name="Fermer").press("Enter")
    expect(dialog).to_be_hidden()
    expect(page.get_by_role("button", name=SETTINGS)).to_be_focused()
    page.goto(served.url)
    assert page.evaluate(IN_USE) == "dark"


def test_without_javascript_no_button_offers_it(browser: Browser, served: Gallery) -> None:
    context = browser.new_context(locale="fr-FR", java_script_enabled=False)
    page = open_page(context, served)
    expect(page.get_by_role("link", name="Cookies")).to_be_visible()
    expect(page.get_by_role("button", name=SETTINGS)).to_have_count(0)
    context.close()
