"""A whole journey through the campaign, without JavaScript: from the start page to the receipt."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from benchmarks.browser import Answer, Browser, Fields, UnexpectedAnswerError

MOST_PAGES = 60
"""Of questions, those shown twice included: a journey that goes in circles is a fault, not a load."""
STAND_IN = "FranceConnect stand-in"
_ACTION = re.compile(r'action="([^"]+)"')


@dataclass(frozen=True, slots=True)
class Contribution:
    """Which consultation, and what is typed for each question, as its field shows it."""

    consultation: str
    typed: Mapping[str, tuple[str, ...]]


def contribute(browser: Browser, contribution: Contribution, person: str) -> None:
    """Sign in, answer every page, check, send, read the receipt. Raises UnexpectedAnswerError."""
    browser.forget()
    browser.get("start page", f"/{contribution.consultation}/")
    here = _sign_in(browser, contribution.consultation, person)
    here = browser.get("begin or resume", here, 302).location
    here = browser.get("begin or resume", here, 302).location
    check = _answer(browser, contribution, here)
    _send(browser, check)


def _sign_in(browser: Browser, consultation: str, person: str) -> str:
    """By FranceConnect. The address to go on from."""
    sign_in = browser.get("sign-in", f"/{consultation}/begin", 303).location
    page = browser.get("sign-in", sign_in)
    login = re.search(r'href="(/auth/franceconnect/login[^"]*)"', page.text)
    if login is None:
        raise UnexpectedAnswerError("The sign-in page does not offer FranceConnect.")
    provider = browser.get("sign-in", login[1].replace("&amp;", "&"), 303).location
    return browser.get("sign-in", _choose(browser, provider, person), 303).location


def _choose(browser: Browser, address: str, person: str) -> str:
    """What is done at the provider's: choose a person there, and be sent back."""
    parts = urlsplit(address)
    there = Browser(parts.hostname or "", parts.port or 80)
    there.times = browser.times
    action = _ACTION.search(there.get(STAND_IN, address).text)
    if action is None:
        raise UnexpectedAnswerError("The stand-in shows nobody to choose.")
    back = there.post(STAND_IN, action[1], [("person", person)]).location
    there.close()
    return back


def _answer(browser: Browser, contribution: Contribution, here: str) -> Answer:
    """Every page of questions, one after the other. The page on which all is read again."""
    for _ in range(MOST_PAGES):
        if here.endswith("/check"):
            return browser.get("check", here)
        page, action = browser.get("page of questions", here), here.partition("?")[0].partition("#")[0]
        hidden = page.hidden_fields(action)
        here = browser.post("answers of a page", action, hidden + _typed(hidden, contribution)).location
    raise UnexpectedAnswerError("The questions do not end.")


def _typed(hidden: Fields, contribution: Contribution) -> Fields:
    shown = [value for name, value in hidden if name == "shown-question"]
    return [(name, value) for name in shown for value in contribution.typed.get(name, ())]


def _send(browser: Browser, check: Answer) -> None:
    action = re.search(r'action="([^"]+/submit)"', check.text)
    if action is None:
        raise UnexpectedAnswerError("Something is still missing before sending.")
    receipt = browser.post("submit", action[1], check.hidden_fields(action[1])).location
    browser.get("receipt", receipt)
