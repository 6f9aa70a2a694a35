"""Files handed in in a real browser: at once, again after a broken connection, or with the page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from browser.breaking import Line, SilentLine, serving_line
from browser.conftest import free_ports
from gallery import FOLDER, Gallery, gallery
from playwright.sync_api import Browser, BrowserContext, FilePayload, Page, expect
from sample_files import HTML, PDF, photo

LETTER = FOLDER / "file.yaml"
PROOFS = FOLDER / "files.yaml"
LARGE = PDF + b"%" * 9_500_000
"""More than what systems take off a browser's hands before anything is on its way."""
NOTE_WHAT_IS_SAID = """() => {
  window.said = [];
  const state = document.querySelector("[data-upload-state]");
  new MutationObserver(() => window.said.push(state.textContent)).observe(state, { childList: true });
}"""
SAVED = re.compile("Enregistré à")


def given(name: str, content: bytes) -> FilePayload:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Gallery]:
    with gallery(tmp_path, free_ports(1)) as served:
        yield served


@pytest.fixture
def person(browser: Browser, served: Gallery) -> Iterator[BrowserContext]:
    context = browser.new_context(locale="fr-FR")
    served.enter(context)
    yield context
    context.close()


def open_page(person: BrowserContext, served: Gallery, file: Path) -> Page:
    page = person.new_page()
    page.goto(served.address(file))
    return page


def test_files_are_sent_as_soon_as_they_are_chosen_and_saved_with_the_page(
    person: BrowserContext, served: Gallery
) -> None:
    page = open_page(person, served, PROOFS)
    page.locator("input[type=file]").set_input_files([given("bail.pdf", PDF), given("photo.jpg", photo())])
    expect(page.locator(".files li")).to_have_count(2)
    expect(page.locator(".save-state")).to_have_text(SAVED)
    page.reload()
    expect(page.locator(".files li")).to_have_count(2)
    with page.expect_download() as download:
        page.get_by_role("link", name="bail.pdf").click()
    assert download.value.path().read_bytes() == PDF
    page.get_by_role("button", name="Retirer photo.jpg").click()
    expect(page.locator(".files li")).to_have_count(1)


def test_a_connection_that_breaks_amid_a_file_is_tried_again_with_progress(
    person: BrowserContext, served: Gallery
) -> None:
    with serving_line(Line(port_of(served), len(LARGE) // 2)) as line:
        page = person.new_page()
        page.goto(served.address(PROOFS).replace(served.url, line.url))
        page.evaluate(NOTE_WHAT_IS_SAID)
        page.locator("input[type=file]").set_input_files(given("bail.pdf", LARGE))
        said_now = page.locator("[data-upload-state]")
        expect(said_now).to_have_text(re.compile("perdue"), timeout=30_000)
        line.mend()
        expect(said_now).to_have_text(re.compile("est bien arrivé"), timeout=30_000)
        said: list[str] = page.evaluate("window.said")
        with page.expect_download() as download:
            page.get_by_role("link", name="bail.pdf").click()
        assert download.value.path().read_bytes() == LARGE
    lost = next(place for place, words in enumerate(said) if "perdue" in words)
    assert percents(said[:lost]), "told before it broke"
    assert percents(said[lost:])[-1] == 100
    assert percents(said[lost:])[0] < 100, "told again from the beginning"


def test_a_line_that_falls_silent_is_taken_for_broken(person: BrowserContext, served: Gallery) -> None:
    with serving_line(SilentLine(port_of(served), len(LARGE) // 2)) as line:
        page = person.new_page()
        page.clock.install()
        page.goto(served.address(PROOFS).replace(served.url, line.url))
        said_now = page.locator("[data-upload-state]")
        page.locator("input[type=file]").set_input_files(given("bail.pdf", LARGE))
        expect(said_now).to_have_text(re.compile("sur 100"))
        page.clock.fast_forward("01:01")
        expect(said_now).to_have_text(re.compile("perdue"))
        line.mend()
        expect(said_now).to_have_text(re.compile("est bien arrivé"), timeout=30_000)


def port_of(served: Gallery) -> int:
    return urlsplit(served.url).port or 0


def percents(said: list[str]) -> list[int]:
    return [int(found[1]) for words in said if (found := re.search(r"(\d+) sur 100", words))]


def test_a_refused_file_is_told_with_what_to_do(person: BrowserContext, served: Gallery) -> None:
    page = open_page(person, served, LETTER)
    page.locator("input[type=file]").set_input_files(given("page.pdf", HTML))
    expect(page.locator("[data-upload-state]")).to_have_text(re.compile("n’est pas un fichier PDF"))
    assert page.locator("input[type=file]").evaluate("input => input.files.length") == 0


def test_a_file_too_large_is_told_before_it_is_sent(person: BrowserContext, served: Gallery) -> None:
    page = open_page(person, served, LETTER)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))
    page.locator("input[type=file]").set_input_files(given("longue.pdf", PDF + bytes(12_000_000)))
    expect(page.locator("[data-upload-state]")).to_have_text(re.compile("longue.pdf dépasse"))
    assert not any(address.endswith("/upload") for address in sent)


def test_without_javascript_files_go_with_the_page(browser: Browser, served: Gallery) -> None:
    context = browser.new_context(locale="fr-FR", java_script_enabled=False)
    served.enter(context)
    page = open_page(context, served, PROOFS)
    page.locator("input[type=file]").set_input_files([given("seul.pdf", PDF)])
    page.get_by_role("button", name="Envoyer les fichiers").click()
    expect(page.get_by_role("link", name="seul.pdf")).to_be_visible()
    context.close()
