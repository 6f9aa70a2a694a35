"""Take the pictures of the documentation again, from the campaign as it runs: `./script/pictures`."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from sme_platforms.demo import OFFICIAL, PASSWORD, demonstration

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parents[1] / "tests"))

from browser.walking import answer_page, go_on, send, sign_in_at_desk, sign_in_with_franceconnect  # noqa: E402

from consultkit import compile_form, read_consultation  # noqa: E402
from sme_platforms.app import CONSULTATION  # noqa: E402
from sme_platforms.tests.answers import PUBLISHER  # noqa: E402

PORT = 28_000
FILLED = 400
"""Made-up respondents, so that the desk has something to show."""
WIDE, NARROW = {"width": 1200, "height": 800}, {"width": 360, "height": 740}


def main() -> None:
    with tempfile.TemporaryDirectory() as place, sync_playwright() as playwright:
        os.environ["CONSULTKIT_DATABASE_URL"] = f"sqlite:///{place}/pictures.db"
        os.environ["CONSULTKIT_KEY_FILE"] = f"{place}/pictures.keys"
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        with demonstration(PORT, filled=FILLED) as running:
            _draw_respondent(browser, running.url)
            _draw_desk(browser, running.url)
        browser.close()


def _draw_respondent(browser: Browser, url: str) -> None:
    form = compile_form(read_consultation(CONSULTATION))
    page = browser.new_page(viewport=WIDE, locale="fr-FR")
    page.goto(url)
    _take(page, "start")
    sign_in_with_franceconnect(page, url, "Hélène")
    while not page.url.endswith("/check"):
        answer_page(page, form, PUBLISHER)
        if page.url.endswith("/difficulte"):
            page.set_viewport_size(NARROW)
            page.evaluate("scrollTo(0, 0)")
            _take(page, "questions-narrow")
            page.set_viewport_size(WIDE)
        go_on(page)
    send(page)
    _take(page, "receipt")


def _draw_desk(browser: Browser, url: str) -> None:
    page = browser.new_page(viewport=WIDE, locale="fr-FR", color_scheme="dark")
    sign_in_at_desk(page, url, OFFICIAL, PASSWORD)
    desk = f"{url}/desk/sme-platforms"
    page.set_viewport_size({"width": 1200, "height": 1400})
    page.goto(f"{desk}/summary")
    _take(page, "summary-dark")
    page.emulate_media(color_scheme="light")
    page.goto(f"{desk}/cross?rows=effectif&columns=preavis&shares=row")
    _take(page, "cross-table")
    _publish(page, desk)
    page.goto(f"{url}/sme-platforms/outcome")
    _take(page, "outcome")


def _publish(page: Page, desk: str) -> None:
    page.goto(f"{desk}/publication/open-data/preview")
    page.locator("#publish button").click()
    page.goto(f"{desk}/publication")
    page.locator('textarea[name="said.fr"]').fill("Des entreprises de toute taille ont écrit.")
    for question in ("plateforme", "pratiques"):
        page.locator(f'input[name=question][value="{question}"]').check(force=True)
    page.locator("button[name=preview], button:has-text('Voir')").first.click()
    page.locator('form[action$="/publish"] button').click()


def _take(page: Page, name: str) -> None:
    page.screenshot(path=HERE / f"{name}.png")


if __name__ == "__main__":
    main()
