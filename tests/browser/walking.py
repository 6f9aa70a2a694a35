"""What a person does with the pages: find the controls of each question, answer, go on."""

from __future__ import annotations

import re
from collections.abc import Mapping

from playwright.sync_api import Page, expect

from consultkit import Form, Json

CONTINUE = re.compile("Enregistrer et continuer")
LONGEST_JOURNEY = 30


def answer_all(page: Page, form: Form, answers: Mapping[str, Json]) -> list[str]:
    """From the first page of questions to the check page; the ids of the pages passed, in order."""
    passed = []
    for _ in range(LONGEST_JOURNEY):
        if page.url.endswith("/check"):
            return passed
        passed.append(page.url.rsplit("/", 1)[-1].split("?")[0].split("#")[0])
        answer_page(page, form, answers)
        go_on(page)
    raise AssertionError(f"The journey does not end; it is at {page.url}.")


def go_on(page: Page) -> None:
    """Save the page, and wait for the one that follows."""
    with page.expect_navigation():
        page.get_by_role("button", name=CONTINUE).click()


def answer_page(page: Page, form: Form, answers: Mapping[str, Json]) -> None:
    for name in _names(page):
        value = answers.get(name)
        if value is not None:
            _answer(page, name, form.questions[name].again(value))


def _names(page: Page) -> list[str]:
    controls = "main input:not([type=hidden]), main textarea, main select"
    names = page.locator(controls).evaluate_all("found => found.map(control => control.name)")
    return list(dict.fromkeys(name for name in names if name))


def _answer(page: Page, name: str, typed: tuple[str, ...]) -> None:
    controls = page.locator(f'main [name="{name}"]')
    kind = controls.first.get_attribute("type")
    if kind in {"radio", "checkbox"}:
        for value in typed:
            # Where a person clicks, it may be the label that lies over the box.
            page.locator(f'main [name="{name}"][value="{value}"]').check(force=True)
    else:
        controls.first.fill(typed[0])


def sign_in_with_franceconnect(page: Page, url: str, person: str) -> None:
    page.goto(url)
    page.get_by_role("link", name="Commencer").first.click()
    page.get_by_role("link", name="S’identifier avec FranceConnect").click()
    with page.expect_navigation():
        page.get_by_role("button", name=re.compile(person)).click()


def sign_in_at_desk(page: Page, url: str, email: str, password: str) -> None:
    page.goto(f"{url}/desk/")
    page.get_by_label("Adresse électronique").fill(email)
    page.get_by_label("Mot de passe").fill(password)
    page.get_by_role("button", name="Se connecter").click()


def send(page: Page) -> str:
    """From the check page to the receipt; the reference on it."""
    page.get_by_role("button", name=re.compile("Envoyer")).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("bien été reçue")
    return page.locator(".reference").inner_text()
