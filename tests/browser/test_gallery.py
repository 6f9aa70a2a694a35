"""No barrier on any type of question, as it is asked and as it is refused."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from browser.barriers import barriers
from browser.conftest import free_ports
from browser.dresses import in_every_dress
from gallery import FILES, gallery
from playwright.sync_api import BrowserContext


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
