"""The comfort of options: a field that waits for its option, an option that unticks the others."""

from __future__ import annotations

from pathlib import Path

from browser.conftest import free_ports
from gallery import FOLDER, gallery
from playwright.sync_api import BrowserContext, expect


def test_a_field_waits_for_its_option_and_one_option_stands_alone(
    visit: BrowserContext, tmp_path: Path
) -> None:
    with gallery(tmp_path, free_ports(1)) as served:
        served.enter(visit)
        page = visit.new_page()
        page.goto(served.address(FOLDER / "specify.yaml"))
        words, alone = page.get_by_label("Précisez"), page.get_by_label("Aucune")
        expect(words).to_be_hidden()
        page.get_by_label("Déréférencement").check()
        page.get_by_label("Une autre").check()
        words.fill("La pluie")
        alone.check()
        expect(page.get_by_label("Déréférencement")).not_to_be_checked()
        expect(words).to_be_hidden()
        page.get_by_label("Une autre").check()
        expect(alone).not_to_be_checked()
        expect(words).to_have_value("La pluie")
