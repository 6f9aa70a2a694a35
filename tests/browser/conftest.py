"""The campaign as a person meets it: served for real, with its worker and stand-ins, in a real Chromium."""

from __future__ import annotations

import os
import random
import shutil
import socket
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from browser.dresses import DRESSES
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from consultkit import Form, compile_form, read_consultation
from sme_platforms.app import CONSULTATION
from sme_platforms.demo import Demonstration, demonstration

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
PATIENCE_MS = 15_000


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_found_browser(), args=ARGUMENTS)
        yield browser
        browser.close()


def _found_browser() -> str | None:
    """The one named, else one on the machine, else None: Playwright's own."""
    named = os.environ.get("CONSULTKIT_TEST_BROWSER")
    return named or next(filter(None, map(shutil.which, BROWSERS)), None)


@pytest.fixture
def dress(request: pytest.FixtureRequest) -> Mapping[str, str]:
    """The variables of the theme that the test asks for: the neutral one, unless it says another."""
    return DRESSES[getattr(request, "param", "neutral")]()


@pytest.fixture
def campaign(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, dress: Mapping[str, str]
) -> Iterator[Demonstration]:
    """The demonstration on this test's database. The environment is put back afterwards."""
    for name in [name for name in os.environ if name.startswith("CONSULTKIT_")]:
        monkeypatch.delenv(name)
    for name, value in dress.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("CONSULTKIT_DATABASE_URL", database_url)
    monkeypatch.setenv("CONSULTKIT_KEY_FILE", str(tmp_path / "test.keys"))
    kept = dict(os.environ)
    with demonstration(free_ports(5)) as running:
        yield running
    os.environ.clear()
    os.environ.update(kept)


def free_ports(number: int) -> int:
    """The first of so many free ports in a row, below those that the system hands out by itself."""
    while True:
        port = random.randrange(20_000, 30_000)
        if all(_is_free(port + offset) for offset in range(number)):
            return port


def _is_free(port: int) -> bool:
    with socket.socket() as taken:
        return taken.connect_ex(("127.0.0.1", port)) != 0


@pytest.fixture(scope="session")
def form() -> Form:
    return compile_form(read_consultation(CONSULTATION))


@pytest.fixture
def visit(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(locale="fr-FR", viewport={"width": 1200, "height": 900})
    context.set_default_timeout(PATIENCE_MS)
    yield context
    context.close()


@pytest.fixture
def page(visit: BrowserContext) -> Page:
    return visit.new_page()
