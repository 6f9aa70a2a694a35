"""Every way of answering wrongly can be chosen by a word or on the page, does what it says, and ends."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
import requests

from consultkit.testing import PEOPLE, FranceConnectClient, FranceConnectStandIn
from consultkit.testing.provider_fault_texts import GROUPS, text_of
from consultkit.testing.provider_faults import CALLBACK_ERRORS, EVERY_FAULT

CALLBACK = "https://service.example.fr/callback"
CLIENT = FranceConnectClient("service", "s3cret" * 8, (CALLBACK,))
REQUEST = {
    "client_id": "service",
    "acr_values": "eidas1",
    "nonce": "n" * 22,
    "state": "s",
    "redirect_uri": CALLBACK,
    "response_type": "code",
    "scope": "openid",
}


@pytest.fixture
def stand_in() -> Iterator[FranceConnectStandIn]:
    with FranceConnectStandIn([CLIENT]) as stand_in:
        yield stand_in


def start(stand_in: FranceConnectStandIn) -> str:
    return f"{stand_in.issuer}/authorize?{urlencode(REQUEST)}"


def back(stand_in: FranceConnectStandIn) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(stand_in.sign_in(start(stand_in), "helene")).query))


def control(stand_in: FranceConnectStandIn) -> str:
    return stand_in.issuer.removesuffix("/api/v2") + "/control"


class Boxes(HTMLParser):
    """The check boxes of a page, and which are ticked."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.ticked: dict[str | None, bool] = {}
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if tag == "input":
            self.ticked[named["value"]] = "checked" in named


@pytest.mark.parametrize("error", CALLBACK_ERRORS)
def test_the_way_back_can_bring_any_error(stand_in: FranceConnectStandIn, error: str) -> None:
    with stand_in.answering_wrongly(f"callback_error_{error}"):
        assert back(stand_in)["error"] == error
    assert "code" in back(stand_in)


@pytest.mark.parametrize(
    ("fault", "state", "issued"),
    [
        ("callback_no_state", None, True),
        ("callback_undefined_state", "undefined", True),
        ("callback_no_issuer", "s", False),
    ],
)
def test_the_way_back_can_lose_what_it_should_carry(
    stand_in: FranceConnectStandIn, fault: str, state: str | None, *, issued: bool
) -> None:
    with stand_in.answering_wrongly(fault):
        params = back(stand_in)
    assert (params.get("state"), "iss" in params) == (state, issued)


@pytest.mark.parametrize("fault", ["keys_slow", "keys_drips"])
def test_stopping_does_not_wait_for_what_is_held_back(fault: str) -> None:
    stand_in = FranceConnectStandIn([CLIENT])
    stand_in.start()
    with ThreadPoolExecutor() as pool, stand_in.answering_wrongly(fault):
        waiting = pool.submit(requests.get, f"{stand_in.issuer}/jwks", timeout=25)
        time.sleep(0.3)
        assert not waiting.done()
        stand_in.stop()
        # Let go at once: with the whole answer, or with the piece that was sent.
        assert waiting.exception(timeout=5) is None or isinstance(
            waiting.exception(), requests.RequestException
        )


def test_an_answer_can_be_larger_than_any_honest_one(stand_in: FranceConnectStandIn) -> None:
    with stand_in.answering_wrongly("keys_huge"):
        assert len(requests.get(f"{stand_in.issuer}/jwks", timeout=5).content) > 300_000


def test_every_fault_is_on_the_page_once_with_its_words(stand_in: FranceConnectStandIn) -> None:
    page = requests.get(control(stand_in), timeout=5)
    assert set(Boxes(page.text).ticked) == EVERY_FAULT
    assert sum(map(len, GROUPS.values())) == len(EVERY_FAULT)
    assert len({text_of(fault) for fault in EVERY_FAULT}) == len(EVERY_FAULT)
    assert all(person.id in page.text for person in PEOPLE)
    assert "<script" not in page.text


def test_what_is_ticked_holds_until_it_is_undone(stand_in: FranceConnectStandIn) -> None:
    chosen = {"fault": ["callback_no_state", "userinfo_down", "no-such-fault"]}
    page = requests.post(control(stand_in), data=chosen, timeout=5)
    ticked = {name for name, is_ticked in Boxes(page.text).ticked.items() if is_ticked}
    assert ticked == {"callback_no_state", "userinfo_down"}
    assert "state" not in back(stand_in)
    requests.post(control(stand_in), timeout=5)
    assert back(stand_in)["state"] == "s"


def test_another_site_cannot_change_the_answers(stand_in: FranceConnectStandIn) -> None:
    from_elsewhere = {"Sec-Fetch-Site": "cross-site"}
    chosen = {"fault": ["callback_no_state"]}
    answer = requests.post(control(stand_in), data=chosen, headers=from_elsewhere, timeout=5)
    assert answer.status_code == 403
    assert back(stand_in)["state"] == "s"


def test_the_page_with_the_people_leads_there(stand_in: FranceConnectStandIn) -> None:
    assert 'href="/control"' in requests.get(start(stand_in), timeout=5).text
