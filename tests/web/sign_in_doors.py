"""The State's providers as doors to one site: each a stand-in with this site as its client."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa
from flask import Flask
from joserfc.jwk import ECKey
from werkzeug.test import TestResponse

from consultkit import ConsultKit, ProviderSettings, Settings, SignInSettings
from consultkit.identity.own_key import OwnKey
from consultkit.storage.tables import sessions
from consultkit.testing import (
    FixedClock,
    FranceConnectClient,
    FranceConnectPlusClient,
    FranceConnectPlusStandIn,
    FranceConnectStandIn,
    ProConnectClient,
    ProConnectStandIn,
)
from consultkit.testing.provider import ProviderStandIn

from .conftest import CONSULTATION, OPEN, Visitor

SITE = "http://127.0.0.1:8000"
WANTED = "/traders/begin"
SECRET = "a secret of sixty-four characters, or nearly so, for the tests.."


@dataclass(frozen=True)
class Door:
    """One provider. `word` is its word in consultation files."""

    word: str
    stand_in: ProviderStandIn
    settings: ProviderSettings
    person: str = "helene"

    @property
    def callback(self) -> str:
        return f"/auth/{self.word}/callback"

    def leave(self, visitor: Visitor, wanted: str = WANTED) -> TestResponse:
        """What the site answers to who presses the button."""
        query = {"consultation": "traders", "next": wanted}
        return visitor.client.get(f"/auth/{self.word}/login", query_string=query)

    def address_back(self, visitor: Visitor, wanted: str = WANTED) -> str:
        """Leave, choose a person there: the address, on this site, at which the browser comes back."""
        back = urlsplit(self.stand_in.sign_in(self.leave(visitor, wanted).headers["Location"], self.person))
        return f"{back.path}?{back.query}"

    def walk(self, visitor: Visitor) -> list[TestResponse]:
        """As far as one comes: away, and back."""
        away = self.leave(visitor)
        if away.status_code != 303:
            return [away]
        back = urlsplit(self.stand_in.sign_in(away.headers["Location"], self.person))
        return [away, visitor.client.get(f"{back.path}?{back.query}")]


DOORS = ("franceconnect", "franceconnect-plus", "proconnect")


@contextmanager
def open_doors() -> Iterator[dict[str, Door]]:
    """All of them, served."""
    with ExitStack() as stack:
        yield {word: stack.enter_context(_OPEN[word](word)) for word in DOORS}


@contextmanager
def _franceconnect(word: str) -> Iterator[Door]:
    with FranceConnectStandIn([FranceConnectClient(word, SECRET, *_addresses(word))]) as stand_in:
        yield Door(word, stand_in, ProviderSettings(stand_in.issuer, word, SECRET))


@contextmanager
def _franceconnect_plus(word: str) -> Iterator[Door]:
    key = ECKey.generate_key("P-256").as_pem(private=True)
    client = FranceConnectPlusClient(word, SECRET, *_addresses(word), jwks=OwnKey(key).published())
    with FranceConnectPlusStandIn([client]) as stand_in:
        settings = ProviderSettings(stand_in.issuer, word, SECRET, acr="eidas2", decryption_key=key)
        yield Door(word, stand_in, settings)


@contextmanager
def _proconnect(word: str) -> Iterator[Door]:
    with ProConnectStandIn([ProConnectClient(word, SECRET, *_addresses(word))]) as stand_in:
        yield Door(word, stand_in, ProviderSettings(stand_in.issuer, word, SECRET), person="nadia")


def _addresses(word: str) -> tuple[tuple[str], tuple[str]]:
    home = f"{SITE}/auth/{word}"
    return (f"{home}/callback",), (f"{home}/logout-callback",)


_OPEN = {
    "franceconnect": _franceconnect,
    "franceconnect-plus": _franceconnect_plus,
    "proconnect": _proconnect,
}


@contextmanager
def site_with(doors: dict[str, Door], database_url: str, folder: Path) -> Iterator[ConsultKit]:
    """A site that takes all of them, and accounts."""
    file = folder / "traders.yaml"
    ways = ", ".join([*doors, "account"])
    file.write_text(CONSULTATION.replace("sign_in: [account]", f"sign_in: [{ways}]"))
    settings = Settings(
        database_url=database_url,
        key_file=folder / "keys",
        public_url=SITE,
        sign_in=SignInSettings(**{word.replace("-", "_"): door.settings for word, door in doors.items()}),
    )
    kit = ConsultKit([file], settings=settings, clock=FixedClock(OPEN))
    yield kit
    kit.close()


@pytest.fixture(scope="module")
def doors() -> Iterator[dict[str, Door]]:
    with open_doors() as doors:
        yield doors


@pytest.fixture(params=DOORS)
def door(request: pytest.FixtureRequest, doors: dict[str, Door]) -> Door:
    return doors[request.param]


def lets_in(app: Flask, kit: ConsultKit, door: Door) -> None:
    """A right sign-in, by somebody who was not here before, while nobody else is signed in."""
    visitor = Visitor(app)
    assert [answer.status_code for answer in door.walk(visitor)] == [303, 303]
    assert people_signed_in(kit) == 1
    assert visitor.open(WANTED).address.endswith("/you")


def people_signed_in(kit: ConsultKit) -> int:
    """How many sessions there are of anybody at all."""
    counted = sa.select(sa.func.count()).select_from(sessions).where(sessions.c.respondent_id.is_not(None))
    with kit.archive.reading() as tx:
        return tx.connection.execute(counted).scalar_one()
