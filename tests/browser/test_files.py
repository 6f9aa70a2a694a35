"""Files handed in in a real browser: at once, again after a broken connection, or with the page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser.conftest import free_ports
from gallery import FOLDER, Gallery, gallery
from playwright.sync_api import Browser, BrowserContext, FilePayload, Page, expect
from sample_files import HTML, PDF, photo

LETTER = FOLDER / "file.yaml"
PROOFS = FOLDER / "files.yaml"
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


def test_a_broken_connection_is_tried_again(person: BrowserContext, served: Gallery) -> None:
    page = open_page(person, served, LETTER)
    page.route("**/upload", lambda route: route.abort(), times=1)
    page.locator("input[type=file]").set_input_files(given("lettre.pdf", PDF))
    expect(page.locator("[data-upload-state]")).to_have_text(re.compile("perdue"))
    expect(page.locator(".files li")).to_contain_text("lettre.pdf", timeout=15_000)


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
