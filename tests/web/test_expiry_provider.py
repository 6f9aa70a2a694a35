"""What was typed when the visit was over survives going to FranceConnect and back, for its owner alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask

from consultkit import ConsultKit, ProviderSettings, Settings, SignInSettings, create_app
from consultkit.testing import FixedClock, FranceConnectClient, FranceConnectStandIn

from .conftest import CONSULTATION, OPEN, Page, Visitor

SITE = "http://127.0.0.1:8000"
SECRET = "a secret of sixty-four characters, or nearly so, for the tests.."
OURS = {"HTTP_SEC_FETCH_SITE": "same-origin", "HTTP_SEC_FETCH_MODE": "navigate"}


@pytest.fixture(scope="module")
def franceconnect() -> Iterator[FranceConnectStandIn]:
    callback = f"{SITE}/auth/franceconnect/callback"
    with FranceConnectStandIn([FranceConnectClient("traders", SECRET, redirect_uris=[callback])]) as stand_in:
        yield stand_in


@pytest.fixture
def app(database_url: str, tmp_path: Path, franceconnect: FranceConnectStandIn) -> Iterator[Flask]:
    file = tmp_path / "traders.yaml"
    file.write_text(CONSULTATION.replace("sign_in: [account]", "sign_in: [franceconnect]"))
    provider = ProviderSettings(franceconnect.issuer, "traders", SECRET)
    settings = Settings(
        database_url=database_url,
        key_file=tmp_path / "keys",
        public_url=SITE,
        sign_in=SignInSettings(franceconnect=provider),
    )
    kit = ConsultKit([file], settings=settings, clock=FixedClock(OPEN))
    yield create_app(kit)
    kit.close()


def by_way_of(franceconnect: FranceConnectStandIn, visitor: Visitor, page: Page, person: str) -> Page:
    """From the sign-in page to the provider, and back."""
    button = next(address for address in page.links.values() if address.startswith("/auth/"))
    away = visitor.client.get(button).headers["Location"]
    back = urlsplit(franceconnect.sign_in(away, person))
    return visitor.open(f"{back.path}?{back.query}")


@pytest.fixture
def cut_off(app: Flask, franceconnect: FranceConnectStandIn) -> tuple[Visitor, Page, Page]:
    """Helene, the page that she was filling in, and the sign-in that she was led to when she sent it."""
    helene = Visitor(app)
    helene.client.environ_base.update(OURS)
    page = by_way_of(franceconnect, helene, helene.open("/traders/begin"), "helene")
    helene.client.delete_cookie("consultkit")
    return helene, page, helene.send(page.form("shop"), {"shop": "Au pain doré, l’été"})


def test_it_is_on_its_page_again(
    cut_off: tuple[Visitor, Page, Page], franceconnect: FranceConnectStandIn
) -> None:
    helene, page, asked = cut_off
    assert asked.address == "/traders/sign-in"
    back = by_way_of(franceconnect, helene, asked, "helene")
    assert back.address == page.address
    assert back.with_id("question-shop")["value"] == "Au pain doré, l’été"
    assert "Ce que vous aviez saisi est de nouveau là" in back.words


def test_it_waits_while_a_sign_in_fails(
    cut_off: tuple[Visitor, Page, Page], franceconnect: FranceConnectStandIn
) -> None:
    helene, _, asked = cut_off
    button = next(address for address in asked.links.values() if address.startswith("/auth/"))
    refused = urlsplit(franceconnect.refuse(helene.client.get(button).headers["Location"]))
    assert helene.open(f"{refused.path}?{refused.query}").status == 403
    back = by_way_of(franceconnect, helene, asked, "helene")
    assert back.with_id("question-shop")["value"] == "Au pain doré, l’été"


def test_somebody_else_does_not_see_it(
    cut_off: tuple[Visitor, Page, Page], franceconnect: FranceConnectStandIn
) -> None:
    helene, _, asked = cut_off
    other = by_way_of(franceconnect, helene, asked, "karim")
    assert other.status == 404
    assert "Au pain doré" not in other.html
