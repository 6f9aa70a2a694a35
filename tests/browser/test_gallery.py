"""No barrier on any type of question: as it is asked, as it is refused, and with what was given."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from browser.barriers import barriers
from browser.conftest import free_ports
from browser.dresses import in_every_dress
from gallery import FILES, FOLDER, gallery
from playwright.sync_api import BrowserContext, Page, expect
from sample_files import PDF


@in_every_dress
def test_there_is_no_barrier_on_any_type_of_question(
    visit: BrowserContext, tmp_path: Path, dress: Mapping[str, str]
) -> None:
    found = []
    with gallery(tmp_path, free_ports(1), dress) as served:
        served.enter(visit)
        page = visit.new_page()
        for file in FILES:
            page.goto(served.address(file))
            found += barriers(page)
            page.get_by_role("button", name="Enregistrer et continuer").click()
            found += barriers(page)
    assert not found, "\n".join(found)


@in_every_dress
def test_there_is_no_barrier_on_lists_of_files_and_of_rows(
    visit: BrowserContext, tmp_path: Path, dress: Mapping[str, str]
) -> None:
    with gallery(tmp_path, free_ports(1), dress) as served:
        served.enter(visit)
        page = visit.new_page()
        page.goto(served.address(FOLDER / "files.yaml"))
        found = _with_a_file(page)
        page.goto(served.address(FOLDER / "repeat.yaml"))
        found += _with_a_row(page)
    assert not found, "\n".join(found)


def _with_a_file(page: Page) -> list[str]:
    page.locator("input[type=file]").set_input_files(
        {"name": "bail.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    expect(page.locator(".files li")).to_have_count(1)
    return barriers(page)


def _with_a_row(page: Page) -> list[str]:
    page.get_by_role("button", name="Ajouter").click()
    found = barriers(page)
    page.get_by_label("Laquelle").fill("La halle")
    page.get_by_label("Ventes").fill("12")
    page.get_by_role("button", name="Enregistrer et revenir").click()
    found += barriers(page)
    page.get_by_role("button", name="Retirer").click()
    return found + barriers(page)
