"""A list too long to be read: by keyboard alone, and without a barrier once something is found."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from browser.barriers import barriers
from browser.conftest import free_ports
from browser.dresses import in_every_dress
from gallery import FOLDER, gallery
from playwright.sync_api import BrowserContext, expect


@in_every_dress
def test_a_commune_is_looked_for_and_chosen_by_keyboard(
    visit: BrowserContext, tmp_path: Path, dress: Mapping[str, str]
) -> None:
    with gallery(tmp_path, free_ports(1), dress) as served:
        served.enter(visit)
        page = visit.new_page()
        page.goto(served.address(FOLDER / "commune.yaml"))
        page.locator("#question-commune").focus()
        page.keyboard.type("saint denis")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.get_by_label("Saint-Denis (93)")).to_be_visible()
        expect(page.locator("#question-commune")).to_be_focused()
        found = barriers(page)
        for key in ("Tab", "Tab", "ArrowDown"):
            page.keyboard.press(key)
        page.get_by_label("Saint-Denis (93)").press("Space")
        page.locator("#question-commune").press("Enter")
        expect(page.locator("h1")).to_contain_text("Vérifiez vos réponses")
        expect(page.locator("main")).to_contain_text("Saint-Denis (93)")
    assert not found, "\n".join(found)
