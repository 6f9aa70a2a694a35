"""The whole road without a mouse: Tab, Space, the arrows and Enter, and one always sees where one is."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from browser.dresses import in_every_dress
from playwright.sync_api import Page, expect

from consultkit import Form, Json
from sme_platforms.demo import Demonstration
from sme_platforms.tests.answers import PUBLISHER

MOST_STOPS = 150
FOCUSED = """() => {
  const here = document.activeElement;
  const words = (here.getAttribute("aria-label") ?? here.innerText ?? "").replace(/\\s+/g, " ").trim();
  const around = [here, here.parentElement, here.labels?.[0]].filter(Boolean);
  return {
    tag: here.tagName, type: here.type ?? "", name: here.name ?? "", value: here.value ?? "", words,
    inContent: Boolean(here.closest("main")),
    isChecked: Boolean(here.checked),
    isSeen: around.some((one) => getComputedStyle(one).outlineStyle !== "none"),
  };
}"""


class Keyboard:
    """Hands that only touch the keyboard."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def go_to(self, words: str) -> None:
        """To the link or button with these words, and press it."""
        for _ in range(MOST_STOPS):
            here = self.tab()
            if here["words"].startswith(words):
                return self.press_enter()
        raise AssertionError(f"The keyboard never comes to {words!r} on {self.page.url}.")

    def fill_in(self, form: Form, answers: Mapping[str, Json]) -> None:
        """Every control in the order of the keyboard, up to the button that goes on."""
        for _ in range(MOST_STOPS):
            here = self.tab()
            name = here["name"]
            if here["tag"] == "BUTTON" and here["words"] == "Enregistrer et continuer":
                return self.press_enter()
            if here["inContent"] and name in answers and name in form.questions:
                self.answer(here, form.questions[name].again(answers[name]))
        raise AssertionError(f"The keyboard is trapped on {self.page.url}.")

    def answer(self, here: dict[str, str], typed: tuple[str, ...]) -> None:
        if here["type"] == "radio":
            self.choose(typed[0])
        elif here["type"] == "checkbox":
            if here["value"] in typed and not here["isChecked"]:
                self.page.keyboard.press("Space")
        elif here["tag"] == "SELECT":
            self.page.locator(f'[name="{here["name"]}"]').press("ArrowDown")
        else:
            self.page.keyboard.press("Control+a")
            self.page.keyboard.type(typed[0])

    def choose(self, value: str) -> None:
        self.page.keyboard.press("Space")
        for _ in range(MOST_STOPS):
            if self.page.evaluate(FOCUSED)["value"] == value:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"The arrows never come to {value!r}.")

    def tab(self) -> dict[str, str]:
        self.page.keyboard.press("Tab")
        here: dict[str, str] = self.page.evaluate(FOCUSED)
        assert here["tag"] == "BODY" or here["isSeen"], f"Nobody sees where the focus is: {here}"
        return here

    def press_enter(self) -> None:
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")


@in_every_dress
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_whole_road_is_walked_by_keyboard_alone(campaign: Demonstration, page: Page, form: Form) -> None:
    keyboard = Keyboard(page)
    page.goto(f"{campaign.url}/sme-platforms/")
    keyboard.go_to("Commencer")
    keyboard.go_to("S’identifier avec FranceConnect")
    page.get_by_role("button").first.focus()
    keyboard.press_enter()
    for _ in range(30):
        if page.url.endswith("/check"):
            break
        keyboard.fill_in(form, PUBLISHER)
    keyboard.go_to("Envoyer ma contribution")
    expect(page.get_by_role("heading", level=1)).to_contain_text("bien été reçue")


@in_every_dress
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_after_a_fault_the_keyboard_is_at_the_summary_and_its_links_lead_to_the_questions(
    campaign: Demonstration, page: Page
) -> None:
    keyboard = Keyboard(page)
    page.goto(f"{campaign.url}/sme-platforms/")
    keyboard.go_to("Commencer")
    keyboard.go_to("S’identifier avec FranceConnect")
    page.get_by_role("button").first.focus()
    keyboard.press_enter()
    keyboard.go_to("Enregistrer et continuer")
    expect(page.locator("[data-focus]")).to_be_focused()
    assert page.title().startswith("Erreur")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("main input[type=radio]").first).to_be_focused()
